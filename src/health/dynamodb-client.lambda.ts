import * as http from 'http';
import * as https from 'https';
import { signedHeaders, Signer } from './signature.lambda';

export interface DynamoDbResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** What Lambda gives its function, and where DynamoDB is. */
export interface DynamoDbClientProps extends Signer {
  readonly endpoint: string;
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
    const headers = signedHeaders({ url: this.url, service: 'dynamodb', headers: HEADERS, body }, this.props, new Date());
    return this.post(body, headers, signal, this.agent).catch(() => this.post(body, headers, signal, false));
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

const HEADERS = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' };
