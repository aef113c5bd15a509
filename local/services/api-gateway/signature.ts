import { createHash } from 'crypto';
import { ApiDefinition } from './api-definition';
import { Signature } from './authorities';
import { headerOf, HttpRequest, lastValues, readQuery } from './http-message';

/** What is wrong with a signature, in AWS's words. */
export interface SignatureProblem {
  readonly errorType: 'MissingAuthenticationTokenException' | 'IncompleteSignatureException' | 'InvalidSignatureException';
  readonly message: string;
}

const SIGV4A = 'AWS4-ECDSA-P256-SHA256';
const TOLERANCE_MS = 5 * 60_000;

/**
 * What the signature of a request says, in its header or its query: its form, scope and date are looked at. Whether it is the right one cannot be
 * told, for any credentials may sign here. The date is that of the machine, which clients sign by, whatever the clock of the Regions says.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf(request: HttpRequest, { region, accountId }: ApiDefinition): Signature | { problem: SignatureProblem } {
  const authorization = headerOf(request, 'authorization');
  const query = lastValues(readQuery(request));
  const isInQuery = authorization === undefined && query['X-Amz-Algorithm'] !== undefined;
  if (authorization === undefined && !isInQuery) return problem('MissingAuthenticationTokenException', 'Missing Authentication Token');

  const [, algorithm, rest = ''] = /^(\S+)\s*(.*)$/s.exec(authorization ?? '') ?? [];
  if (!isInQuery && !rest.includes('=')) {
    return problem('IncompleteSignatureException', `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash(rest || authorization!)}'.`);
  }
  const parts: Record<string, string> = isInQuery ? query : Object.fromEntries(rest.split(/,\s*/).map(part => part.split(/=(.*)/s, 2)));
  const prefix = isInQuery ? 'X-Amz-' : '';
  const date = isInQuery ? query['X-Amz-Date'] : headerOf(request, 'x-amz-date') ?? isoOf(headerOf(request, 'date'));
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter(name => !parts[`${prefix}${name}`]).map(name => isInQuery
    ? `AWS query-string parameters must include '${prefix}${name}'.`
    : `Authorization header requires '${name}' parameter.`);
  if (!date) missing.push(isInQuery ? 'AWS query-string parameters must include \'X-Amz-Date\'.' : 'Authorization header requires existence of either a \'X-Amz-Date\' or a \'Date\' header.');
  if (missing.length > 0) {
    return problem('IncompleteSignatureException', `${missing.join(' ')}${isInQuery ? '' : ` (Hashed with SHA-256 and encoded with Base64) Authorization=${hash(authorization!)}`}`);
  }

  const isSigV4A = (isInQuery ? query['X-Amz-Algorithm'] : algorithm) === SIGV4A;
  const [accessKeyId, day, ...scope] = parts[`${prefix}Credential`].split('/');
  const regions = isSigV4A ? (headerOf(request, 'x-amz-region-set') ?? query['X-Amz-Region-Set'] ?? '').split(/,\s*/) : scope.splice(0, 1);
  const wrong = [
    ...regions.some(pattern => isRegion(pattern, region)) ? [] : ['Credential should be scoped to a valid region. '],
    ...scope[0] === 'execute-api' ? [] : ['Credential should be scoped to correct service: \'execute-api\'. '],
    ...scope[1] === 'aws4_request' ? [] : ['Credential should be scoped with a valid terminator: \'aws4_request\'. '],
    ...date!.startsWith(day) ? [] : [`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date!.slice(0, 8)}', from '${date}'. `],
    ...parts[`${prefix}SignedHeaders`].split(';').includes('host') ? [] : ['\'Host\' or \':authority\' must be a \'SignedHeader\' in the AWS Authorization. '],
  ];
  const outdated = wrong.length === 0 ? whyOutdated(date!, isInQuery ? Number(query['X-Amz-Expires'] ?? 0) * 1000 : TOLERANCE_MS) : undefined;
  if (wrong.length > 0 || outdated) return problem('InvalidSignatureException', outdated ?? wrong.join(''));
  const headers = lastValues(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { accessKeyId, headers, region, accountId };
}

function problem(errorType: SignatureProblem['errorType'], message: string): { problem: SignatureProblem } {
  return { problem: { errorType, message } };
}

/** SigV4A has patterns, e.g. `us-*`. */
function isRegion(pattern: string, region: string): boolean {
  return pattern === region || (pattern.endsWith('*') && region.startsWith(pattern.slice(0, -1)));
}

function whyOutdated(date: string, validMs: number): string | undefined {
  const signed = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const now = Date.now();
  if (signed + validMs < now) return `Signature expired: ${date} is now earlier than ${compact(now - validMs)} (${compact(now)} - ${validMs / 60_000} min.)`;
  if (signed - TOLERANCE_MS > now) return `Signature not yet current: ${date} is still later than ${compact(now + TOLERANCE_MS)} (${compact(now)} + 5 min.)`;
  return Number.isNaN(signed) ? `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601` : undefined;
}

function isoOf(date: string | undefined): string | undefined {
  return date === undefined || Number.isNaN(Date.parse(date)) ? undefined : compact(Date.parse(date));
}

/** As signatures have it, e.g. `20261130T210000Z`. */
function compact(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
