import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { HealthCheck, MultiRegionServerlessApi } from '../../src';
import { FEW_CHECKERS } from '../an-api';

/** The directory in whose node_modules the handlers find the SDK. */
export const APP_DIRECTORY = path.join(__dirname, '..', '..');

/** Counts visits of one item; a Region is ready while its replica has no item "maintenance". */
const HANDLER = `
  let dynamodb;
  const send = (command, input) => { // the SDK takes two thirds of a worker's start, and most of them are never asked
    const sdk = require('@aws-sdk/client-dynamodb');
    return (dynamodb ??= new sdk.DynamoDBClient()).send(new sdk[command]({ TableName: process.env.TABLE_NAME, ...input }));
  };
  exports.visit = async () => {
    const { Attributes } = await send('UpdateItemCommand', {
      Key: { id: { S: 'visits' } }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW',
    });
    console.log('visited');
    return { statusCode: 200, body: JSON.stringify({ region: process.env.AWS_REGION, visits: Attributes.n.N }) };
  };
  exports.ready = async () => {
    const { Item } = await send('GetItemCommand', { Key: { id: { S: 'maintenance' } } });
    return { statusCode: Item ? 503 : 200 };
  };
  exports.broken = 'not a function';
`;

/** Synthesizes an API in three Regions into a temporary directory; what visits may be forgotten to be granted. */
export function synthesizeVisits({ visitHandler = 'index.visit', isGranted = true, queueName = undefined as string | undefined } = {}): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'visits-')) });
  const api = new MultiRegionServerlessApi(app, 'Visits', {
    regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
    domain: { domainName: 'visits.example.com', hostedZoneId: 'Z0VISITS', zoneName: 'example.com' },
    health: HealthCheck.custom({ path: '/ready', failureThreshold: 2, checkerRegions: FEW_CHECKERS }),
  });
  const table = api.addGlobalTable('Items', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const handler = (id: string, name: string, mayWrite: boolean) => {
      const made = new Function(region, id, {
        runtime: Runtime.NODEJS_22_X,
        handler: name,
        code: Code.fromInline(HANDLER),
        environment: { TABLE_NAME: table.tableName },
      });
      if (mayWrite) table.grantReadWriteData(made);
      return made;
    };
    if (queueName) new Queue(region, 'Queue', { queueName });
    region.addRoute('GET', '/visit', handler('Visit', visitHandler, isGranted));
    region.addRoute('GET', '/ready', handler('Ready', 'index.ready', true));
  }
  return app.synth().directory;
}
