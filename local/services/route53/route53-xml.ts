import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { Route53Error } from './route53-error';

const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';
/** Elements that hold a list even when it has one member. */
const LIST_MEMBERS = ['ChildHealthCheck', 'Region', 'ResettableElementName', 'Change', 'ResourceRecord'];

/** What an element holds, by the names of the elements in it; an array is the same element again and again. */
export type XmlContent = { readonly [element: string]: XmlValue };
type XmlValue = string | number | boolean | undefined | XmlContent | readonly XmlValue[];

/** A Route 53 document: elements that are undefined are left out. */
export function toXml(root: string, content: XmlContent): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });
  return '<?xml version="1.0"?>\n' + builder.build({ [root]: { '@_xmlns': NAMESPACE, ...content } });
}

/** What the root element of a document holds, every value as the text it is. */
export function fromXml(body: string): Record<string, any> {
  const parser = new XMLParser({
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    isArray: name => LIST_MEMBERS.includes(name),
  });
  try {
    const [root] = Object.values(parser.parse(body, true));
    return typeof root === 'object' ? root as Record<string, any> : {};
  } catch (error) {
    throw Route53Error.invalidInput(`Invalid XML ; ${(error as Error).message}`);
  }
}
