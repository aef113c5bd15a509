import { createHash, createHmac } from 'crypto';

/** What Lambda gives its function to sign with. */
export interface Signer {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request to one of AWS's services, without a query. */
export interface UnsignedRequest {
  /** @default POST */
  readonly method?: string;
  readonly url: URL;
  /** The name that the service is signed for, e.g. "dynamodb". */
  readonly service: string;
  /** By names in small letters. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The headers of a request, those that sign it included. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signedHeaders(
  { method = 'POST', url, service, headers, body }: UnsignedRequest, { region, accessKeyId, secretAccessKey, sessionToken }: Signer, now: Date,
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const signed: Record<string, string> = {
    ...headers,
    'host': url.host,
    'x-amz-date': time,
    ...sessionToken && { 'x-amz-security-token': sessionToken },
  };
  const names = Object.keys(signed).sort();
  const path = url.pathname.split('/').map(encodeURIComponent).join('/'); // all but S3 encode what is encoded already
  const canonical = [method, path, '', ...names.map(name => `${name}:${signed[name]}`), '', names.join(';'), sha256(body)];
  const scope = [date, region, service, 'aws4_request'];
  const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(signingKey, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical.join('\n'))].join('\n')).toString('hex');
  return { ...signed, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
