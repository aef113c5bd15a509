import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { aFunction, anApi } from '../../an-api';

const HANDLER = `
  exports.handler = async ({ rawPath, pathParameters, queryStringParameters, cookies, body }) =>
    ({ statusCode: 200, body: JSON.stringify({ rawPath, pathParameters, queryStringParameters, cookies, length: body?.length }) });
`;

/** Synthesizes an API in one Region, with a table and two queues, into a temporary directory. */
export function synthesizeFuzzed(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'fuzzed-')) });
  const api = anApi({ regions: ['us-east-1', 'eu-west-1'] }, app);
  api.addGlobalTable('Items', {
    tableName: 'items',
    partitionKey: { name: 'id', type: AttributeType.STRING },
    sortKey: { name: 'n', type: AttributeType.NUMBER },
    globalSecondaryIndexes: [{ indexName: 'by-kind', partitionKey: { name: 'kind', type: AttributeType.STRING } }],
  });
  for (const region of api.regionalApis) {
    const handler = aFunction(region, 'Echo', { code: Code.fromInline(HANDLER) });
    region.addRoute('GET', '/items/{id}', handler);
    region.addRoute('POST', '/items', handler);
    region.addRoute('ANY', '/all/{proxy+}', handler);
    const deadLetterQueue = { queue: new Queue(region.stack, 'Dead', { queueName: 'dead' }), maxReceiveCount: 3 };
    new Queue(region.stack, 'Orders', { queueName: 'orders', visibilityTimeout: Duration.seconds(1), deadLetterQueue });
    new Queue(region.stack, 'Ordered', { queueName: 'ordered.fifo', fifo: true });
  }
  return app.synth().directory;
}
