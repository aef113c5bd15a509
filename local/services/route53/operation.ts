import { XmlContent } from './route53-xml';

/** An HTTP request to Route 53's API. */
export interface Route53Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** Answers one operation: `parameters` are the variable parts of the path, in order. */
export type Operation = (request: Route53Request, ...parameters: string[]) => XmlContent;
