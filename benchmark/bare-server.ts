import * as http from 'http';
import * as path from 'path';
import { AwsEndpoint } from '../local/endpoints/aws-endpoint';
import { ScaledClock } from '../local/machine/clock';
import { DynamoDbEngine } from '../local/services/dynamodb/engine';
import { DynamoDbWireProtocol } from '../local/services/dynamodb/wire-protocol';

/** The floor: the same handlers on the same engine, behind nothing but `node:http`, in one Region. */
async function main([helloDirectory, pingDirectory]: string[]) {
  const region = 'us-east-1';
  const engine = new DynamoDbEngine({ region, accountId: '000000000000', clock: new ScaledClock() });
  await engine.createTable({
    tableName: 'HitCounter-Hits',
    attributeDefinitions: [{ attributeName: 'ipAddress', attributeType: 'S' }],
    keySchema: [{ attributeName: 'ipAddress', keyType: 'HASH' }],
    regions: [region],
  });
  const protocol = new DynamoDbWireProtocol(new Map([[region, engine]]));
  const endpoint = new AwsEndpoint();
  endpoint.serve([{ name: 'DynamoDB', signingNames: ['dynamodb'], answer: request => protocol.answer(request) }]);
  const awsEndpoint = await endpoint.start(0);
  Object.assign(process.env, {
    AWS_REGION: region, AWS_ENDPOINT_URL: awsEndpoint, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', HITS_TABLE_NAME: 'HitCounter-Hits',
  });
  const handlers: Record<string, (event: object) => Promise<{ statusCode: number; headers: Record<string, string>; body: string }>> = {
    '/hello': require(path.join(helloDirectory, 'index.js')).handler,
    '/ping': require(path.join(pingDirectory, 'ping.js')).handler,
  };
  const server = http.createServer(async (request, response) => {
    const sourceIp = request.socket.remoteAddress;
    const { statusCode, headers, body } = await handlers[request.url!]({ requestContext: { identity: { sourceIp } } });
    response.writeHead(statusCode, headers).end(body);
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://localhost:${(server.address() as { port: number }).port}`));
}

void main(process.argv.slice(2));
