import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ManualClock } from '../../../../local/machine/clock';
import { SignedRequest } from '../../../../local/machine/local-service';
import { DynamoDbEngine } from '../../../../local/services/dynamodb/engine';
import { TableDefinition } from '../../../../local/services/dynamodb/table-definition';
import { DynamoDbWireProtocol } from '../../../../local/services/dynamodb/wire-protocol';

/** A request to DynamoDB in a Region. */
export function signedRequest({ region, ...request }: { region: string } & Pick<SignedRequest, 'headers' | 'body'>): SignedRequest {
  return { method: 'POST', path: '/', query: new URLSearchParams(), signer: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', region, service: 'dynamodb' }, ...request };
}

/** Engines behind an HTTP server, and real clients of them. */
export class DynamoDbEndpoint {
  readonly clock = new ManualClock();
  readonly engines: Map<string, DynamoDbEngine>;
  private readonly clients: DynamoDBClient[] = [];
  private readonly server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) { chunks.push(chunk); }
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')![1];
    const headers = request.headers as Record<string, string>;
    const answer = await this.protocol.answer(signedRequest({ region, headers, body: Buffer.concat(chunks) }));
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  private readonly protocol: DynamoDbWireProtocol;

  constructor(regions: string[]) {
    this.engines = new Map(regions.map(region =>
      [region, new DynamoDbEngine({ region, accountId: '111122223333', clock: this.clock })]));
    this.protocol = new DynamoDbWireProtocol(this.engines);
  }

  async start(...tables: TableDefinition[]) {
    for (const table of tables) {
      await Promise.all(table.regions.map(region => this.engines.get(region)!.createTable(table)));
    }
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** How any client reaches it. */
  connection() {
    return {
      endpoint: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
    };
  }

  client(region: string): DynamoDBClient {
    const client = new DynamoDBClient({ region, ...this.connection() });
    this.clients.push(client);
    return client;
  }

  documents(region: string): DynamoDBDocumentClient {
    return DynamoDBDocumentClient.from(this.client(region));
  }

  async stop() {
    this.clients.forEach(client => client.destroy());
    await new Promise(resolve => { this.server.close(resolve); this.server.closeAllConnections(); });
    await Promise.all([...this.engines.values()].map(engine => engine.close()));
  }
}
