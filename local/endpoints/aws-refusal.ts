import { randomUUID } from 'crypto';
import type { IncomingMessage } from 'http';
import { cbor } from '@smithy/core/cbor';
import { Answer } from '../machine/http-server';

/** What a client is refused with. */
export interface AwsRefusal {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
}

/** The services whose clients read errors in XML though they ask by path; the others with paths read JSON. */
const REST_XML = ['s3', 's3express', 'cloudfront', 'route53'];

type Headers = Pick<IncomingMessage, 'headers'>;

/**
 * The refusal of somebody who may not do what a request does.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refuseAccess(request: Headers, service: string, message: string): Answer {
  const statusCode = request.headers['x-amz-target'] === undefined ? 403 : 400;
  const code = readsXml(request, service) ? 'AccessDenied' : 'AccessDeniedException';
  return refuse(request, service, { statusCode, code, message });
}

/** A refusal in the protocol that the request speaks, so that the client of any service understands it; `service` is the name that signed it. */
export function refuse({ headers }: Headers, service: string | undefined, refusal: AwsRefusal): Answer {
  if (isCbor({ headers })) return cborOf(refusal);
  if (!readsXml({ headers }, service)) return json(headers['x-amz-target'] === undefined ? 'application/json' : (headers['content-type'] ?? '').split(';')[0], refusal);
  switch (service) {
    case 'ec2': return ec2(refusal);
    case 's3':
    case 's3express': return s3(refusal);
    default: return xml(refusal);
  }
}

function isCbor({ headers }: Headers): boolean {
  return headers['smithy-protocol'] === 'rpc-v2-cbor';
}

function readsXml({ headers }: Headers, service: string | undefined): boolean {
  const contentType = headers['content-type'] ?? '';
  if (isCbor({ headers }) || headers['x-amz-target'] !== undefined) return false;
  if (contentType.startsWith('application/x-www-form-urlencoded')) return true;
  return service === undefined ? !contentType.includes('json') : REST_XML.includes(service);
}

function json(contentType: string, { statusCode, code, message }: AwsRefusal): Answer {
  return {
    statusCode,
    headers: { 'content-type': contentType, 'x-amzn-errortype': code, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
  };
}

function xml(refusal: AwsRefusal): Answer {
  return xmlOf(refusal, (error, requestId) => `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`);
}

function s3(refusal: AwsRefusal): Answer {
  return xmlOf(refusal, (error, requestId) => `<Error>${error}<RequestId>${requestId}</RequestId></Error>`);
}

function ec2(refusal: AwsRefusal): Answer {
  return xmlOf(refusal, (error, requestId) => `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`);
}

function xmlOf({ statusCode, code, message }: AwsRefusal, wrap: (error: string, requestId: string) => string): Answer {
  const requestId = randomUUID();
  return {
    statusCode,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${wrap(`<Code>${code}</Code><Message>${escapeXml(message)}</Message>`, requestId)}`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cborOf({ statusCode, code, message }: AwsRefusal): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': randomUUID() },
    body: Buffer.from(cbor.serialize({ __type: code, message })),
  };
}
