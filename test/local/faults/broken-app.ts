import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { CfnExperimentTemplate } from 'aws-cdk-lib/aws-fis';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { HealthCheck } from '../../../src';
import { aFunction, anApi, FEW_CHECKERS } from '../../an-api';

export const [HOME, AWAY] = ['us-east-1', 'eu-west-1'];

const HANDLERS = `
  let dynamodb;
  const put = id => {
    const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb'); // most functions need none
    return (dynamodb ??= new DynamoDBClient({ maxAttempts: 1 })).send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: id }, region: { S: process.env.AWS_REGION } } }));
  };
  exports.write = ({ rawPath, path = rawPath }) => put(path).then(() => ({ statusCode: 200 }), ({ name }) => ({ statusCode: 500, body: name }));
  exports.ready = async () => ({ statusCode: 200 });
  exports.wait = async () => { console.log('waits'); await new Promise(done => setTimeout(done, 30_000)); };
  exports.work = async ({ Records }) => { for (const { body } of Records) { if (body === 'long') await exports.wait(); else console.log('worked on ' + body); } };
  exports.call = async () => {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL_S3 + '/bucket', { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request' } }).catch(() => ({ status: 599 }));
    return { statusCode: answer.status };
  };
  exports.tick = async event => console.log('tick ' + (event.time ?? JSON.stringify(event)));
`;

/** Synthesizes an API in two Regions, with a table, a queue and its worker, and an hourly schedule in each, into a temporary directory. */
export function synthesizeBroken(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'broken-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const api = anApi({ regions: [HOME, AWAY], health: HealthCheck.custom({ path: '/ready', failureThreshold: 2, checkerRegions: FEW_CHECKERS }) }, app);
  const table = api.addGlobalTable('Items', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const handler = (id: string, name: string, timeout = 60) => {
      const made = aFunction(region, id, {
        handler: `index.${name}`, code: Code.fromInline(HANDLERS), environment: { TABLE: table.tableName }, timeout: Duration.seconds(timeout), functionName: `${id}-${region.region}`,
      });
      table.grantReadWriteData(made);
      return made;
    };
    const write = handler('Write', 'write');
    region.addRoute('GET', '/write', write);
    region.addRoute('GET', '/ready', handler('Ready', 'ready'));
    region.addRoute('GET', '/wait', handler('Wait', 'wait'));
    region.addRoute('GET', '/quick', handler('Quick', 'ready', 1));
    region.addRoute('GET', '/call', handler('Call', 'call'));
    const orders = new Queue(region.stack, 'Orders', { queueName: 'orders', visibilityTimeout: Duration.minutes(6) });
    handler('Work', 'work').addEventSource(new SqsEventSource(orders));
    new CfnExperimentTemplate(region.stack, 'Experiment', {
      description: 'errors after a pause',
      roleArn: 'arn:aws:iam::123456789012:role/fis',
      stopConditions: [{ source: 'none' }],
      tags: {},
      targets: { writes: { resourceType: 'aws:lambda:function', resourceArns: [write.functionArn], selectionMode: 'ALL' } },
      actions: {
        pause: { actionId: 'aws:dynamodb:global-table-pause-replication', parameters: { duration: 'PT5M' } },
        errors: {
          actionId: 'aws:lambda:invocation-error', parameters: { duration: 'PT10M', preventExecution: 'true' }, targets: { Functions: 'writes' }, startAfter: ['pause'],
        },
        reboot: { actionId: 'aws:rds:reboot-db-instances', startAfter: ['errors'] },
      },
    });
    new Schedule(region.stack, 'Hourly', { scheduleName: 'hourly', schedule: ScheduleExpression.cron({ minute: '0' }), target: new LambdaInvoke(handler('Tick', 'tick')) });
  }
  return app.synth().directory;
}
