import { createHash, createHmac } from 'crypto';
import * as http from 'http';
import * as https from 'https';

export interface DynamoDbResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** What Lambda gives its function, and where DynamoDB is. */
export interface DynamoDbClientProps {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The one operation that the health probe needs, on Node's own HTTP client.
 *
 * Neither an SDK to load nor `fetch` and Web Cryptography, which cost more in a new process than all the rest.
 */
export class DynamoDbClient {
  private readonly url: URL;
  private readonly agent: http.Agent;
  private readonly send: typeof http.request;

  constructor(private readonly props: DynamoDbClientProps) {
    this.url = new URL(props.endpoint);
    const { Agent, request } = this.url.protocol === 'http:' ? http : https;
    this.agent = new Agent({ keepAlive: true });
    this.send = request;
  }

  /** Tries once more, on a connection of its own: one that is kept may have died while the function was frozen. */
  async getItem(table: string, key: object, signal: AbortSignal): Promise<DynamoDbResponse> {
    const body = JSON.stringify({ TableName: table, Key: key });
    const headers = this.sign(body, new Date());
    return this.post(body, headers, signal, this.agent).catch(() => this.post(body, headers, signal, false));
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
  private sign(body: string, now: Date): Record<string, string> {
    const { region, accessKeyId, secretAccessKey, sessionToken } = this.props;
    const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
    const date = time.slice(0, 8);
    const headers: Record<string, string> = { // in the order of their names, as they are signed
      'content-type': 'application/x-amz-json-1.0',
      'host': this.url.host,
      'x-amz-date': time,
      ...sessionToken && { 'x-amz-security-token': sessionToken },
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    };
    const names = Object.keys(headers).join(';');
    const canonical = ['POST', this.url.pathname, '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, sha256(body)];
    const scope = [date, region, 'dynamodb', 'aws4_request'];
    const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
    const signature = hmac(signingKey, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical.join('\n'))].join('\n')).toString('hex');
    return {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }

  private post(body: string, headers: Record<string, string>, signal: AbortSignal, agent: http.Agent | false): Promise<DynamoDbResponse> {
    return new Promise((resolve, reject) => {
      this.send(this.url, { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent, signal }, response => {
        const status = response.statusCode!;
        let text = '';
        response.setEncoding('utf8')
          .on('data', data => { text += data; })
          .on('end', () => resolve({ ok: status === 200, status, text }))
          .on('error', reject);
      }).on('error', reject).end(body);
    });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
