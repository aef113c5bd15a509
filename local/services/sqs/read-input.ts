import { AwsError } from '../../machine/wire/aws-error';

type Kind = 'text' | 'number' | 'texts' | 'text by name' | 'structures' | 'structure by name';

/** What the members of requests are, the same in all operations; those that are not here are texts. */
const MEMBERS = new Map<string, Kind>(Object.entries({
  DelaySeconds: 'number',
  MaxNumberOfMessages: 'number',
  MaxNumberOfMessagesPerSecond: 'number',
  MaxResults: 'number',
  VisibilityTimeout: 'number',
  WaitTimeSeconds: 'number',
  AttributeNames: 'texts',
  MessageAttributeNames: 'texts',
  MessageSystemAttributeNames: 'texts',
  TagKeys: 'texts',
  Attributes: 'text by name',
  Tags: 'text by name',
  Entries: 'structures',
  MessageAttributes: 'structure by name',
  MessageSystemAttributes: 'structure by name',
} as const));

const HOLDS: Readonly<Record<Kind, (value: any) => boolean>> = {
  'text': isText,
  'number': value => typeof value === 'number' || isText(value), // forms have texts
  'texts': value => Array.isArray(value) && value.every(isText),
  'text by name': value => isObject(value) && Object.values(value).every(isText),
  'structures': value => Array.isArray(value) && value.every(isObject),
  'structure by name': value => isObject(value) && Object.values(value).every(isObject),
};

/** The members of a request, each of which is what AWS says that it is; what is null is not there. Throws as AWS, which reads no other request. */
export function readInput(input: Record<string, any>): Record<string, any> {
  const given = Object.entries(input).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => {
    const kind = MEMBERS.get(name) ?? 'text';
    if (!HOLDS[kind](value) && (MEMBERS.has(name) || /^[A-Z]/.test(name))) throw malformed(name);
    if (kind === 'structures') return [name, value.map(readInput)];
    if (kind === 'structure by name') return [name, Object.fromEntries(Object.entries<any>(value).map(([key, inner]) => [key, readInput(inner)]))];
    return [name, value];
  }));
}

function malformed(name: string): AwsError {
  return new AwsError('SerializationException', `The request has a value for ${name} that is of another type`, 400, 'MalformedInput');
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
