import { randomUUID } from 'node:crypto';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { AwsError } from './aws-error';
import { FlatNames, fromQuery, toQueryXml } from './query-protocol';
import { Answer } from '../http-server';
import { SignedRequest } from '../local-service';

/** Runs an operation of a service in a Region. Times are `Date`s in what it gives, and what `timeOf` reads in what it gets. */
export type Operation = (input: Record<string, any>, region: string) => object | Promise<object>;

export interface OperationsProps {
  /** What the names of operations stand behind in `X-Amz-Target`, e.g. `Logs_20140328`. */
  readonly target: string;
  /** Of the answers in XML, for services that speak the query protocol. */
  readonly xmlNamespace?: string;
  /** What an operation's lists and maps are called in forms and in XML. @default - by their own names, with members */
  readonly flatNames?: (operation: string) => FlatNames;
  /** By their names, e.g. `DescribeAlarms`. */
  readonly operations: Readonly<Record<string, Operation>>;
}

type Spoken = Omit<OperationsProps, 'operations'>;

interface Protocol {
  readonly operation: string;
  readonly input: () => Record<string, any>;
  readonly output: (output: object) => Answer;
  readonly error: (error: AwsError) => Answer;
}

/** Answers a request in the protocol it came in: JSON, CBOR, or a form that is answered in XML. */
export async function answerOperation(request: SignedRequest, { operations, ...spoken }: OperationsProps): Promise<Answer> {
  const protocol = protocolOf(request, spoken);
  try {
    const operation = Object.hasOwn(operations, protocol.operation) ? operations[protocol.operation] : undefined;
    if (!operation) throw AwsError.notImplemented(protocol.operation === '' ? 'A request that names no operation' : protocol.operation);
    return protocol.output(await operation(protocol.input(), request.signer.region));
  } catch (error) {
    return protocol.error(error instanceof AwsError ? error : new AwsError('InternalFailure', (error as Error).message, 500));
  }
}

/** A time of an input: a date's text, or seconds, or what CBOR has for them. */
export function timeOf(value: unknown): number {
  const seconds = Number((value as { value?: number }).value ?? value);
  return Number.isFinite(seconds) ? seconds * 1000 : Date.parse(String(value));
}

/** What a request asks for, e.g. `DescribeAlarms`. */
export function operationOf(request: SignedRequest, target: string): string {
  return callOf(request, { target }).operation;
}

/** The same, with what it says about that. */
export function callOf(request: SignedRequest, spoken: Spoken): Pick<Protocol, 'operation' | 'input'> {
  return protocolOf(request, spoken);
}

function protocolOf({ headers, path, body, query }: SignedRequest, { target, xmlNamespace = '', flatNames }: Spoken): Protocol {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') {
    return {
      operation: path.split('/operation/')[1] ?? '',
      input: () => readObject(body, () => cbor.deserialize(body)),
      output: output => cborAnswer(200, tagged(output)),
      error: ({ code, message, statusCode }) => cborAnswer(statusCode, { __type: code, message }),
    };
  }
  const named = headers['x-amz-target'];
  if (named !== undefined) {
    const type = headers['content-type']?.split(';')[0] ?? 'application/x-amz-json-1.1';
    return {
      operation: named.startsWith(`${target}.`) ? named.slice(target.length + 1) : '',
      input: () => readObject(body, () => JSON.parse(body.toString())),
      output: output => answer(200, type, JSON.stringify(output, inSeconds)),
      error: ({ code, message, statusCode, queryCode }) => {
        const { headers: plain, ...rest } = answer(statusCode, type, JSON.stringify({ __type: code, message }));
        return { ...rest, headers: { ...plain, ...queryCode && { 'x-amzn-query-error': `${queryCode};${faultOf(statusCode)}` } } };
      },
    };
  }
  const form = new URLSearchParams([...query, ...new URLSearchParams(body.toString())]);
  const operation = form.get('Action') ?? '';
  const ResponseMetadata = { RequestId: randomUUID() };
  const names = flatNames?.(operation);
  const xml = (statusCode: number, root: string, content: object) => answer(statusCode, 'text/xml', toQueryXml(root, xmlNamespace, content, names));
  return {
    operation,
    input: () => fromQuery(form, names),
    output: output => xml(200, `${operation}Response`, { [`${operation}Result`]: output, ResponseMetadata }),
    error: ({ code, message, statusCode, queryCode = code }) =>
      xml(statusCode, 'ErrorResponse', { Error: { Type: faultOf(statusCode), Code: queryCode, Message: message }, ...ResponseMetadata }),
  };
}

/** Throws as AWS, which reads nothing else. */
function readObject(body: Buffer, read: () => unknown): Record<string, any> {
  if (body.length === 0) return {};
  try {
    const input = read() as Record<string, any> | null;
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  } catch {
    // it is nothing that can be read
  }
  throw new AwsError('SerializationException', 'The request is no object that can be read');
}

function faultOf(statusCode: number): string {
  return statusCode < 500 ? 'Sender' : 'Receiver';
}

function answer(statusCode: number, type: string, body: string | Buffer): Answer {
  return { statusCode, headers: { 'content-type': type, 'x-amzn-requestid': randomUUID() }, body };
}

function cborAnswer(statusCode: number, content: object): Answer {
  const { headers, ...rest } = answer(statusCode, 'application/cbor', Buffer.from(cbor.serialize(content)));
  return { ...rest, headers: { ...headers, 'smithy-protocol': 'rpc-v2-cbor' } };
}

function inSeconds(this: any, name: string, value: unknown): unknown {
  const original = this[name];
  return original instanceof Date ? original.getTime() / 1000 : value;
}

function tagged(value: unknown): any {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([name, inner]) => [name, tagged(inner)]));
}
