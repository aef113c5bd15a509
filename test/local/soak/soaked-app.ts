import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { HealthCheck } from '../../../src';
import { aFunction, anApi } from '../../an-api';

export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

const HANDLERS = `
  const { DynamoDBClient, DeleteItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
  const { GetQueueUrlCommand, SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');
  const settings = { maxAttempts: 1, requestHandler: { requestTimeout: 2000 } };
  const dynamodb = new DynamoDBClient(settings);
  const sqs = new SQSClient(settings);
  const TableName = process.env.TABLE;
  exports.write = async ({ pathParameters: { id }, queryStringParameters: { value } }) => {
    await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: id }, value: { S: value } } }));
    return { statusCode: 200, body: id };
  };
  exports.remove = async ({ pathParameters: { id } }) => {
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
    return { statusCode: 200, body: id };
  };
  exports.order = async ({ pathParameters: { id } }) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: id }));
    return { statusCode: 200, body: id };
  };
  exports.work = async ({ Records }) => { for (const { body } of Records) console.log('worked on ' + body); };
  exports.tick = async () => console.log('tick');
  exports.ready = async () => ({ statusCode: 200 });
`;

/** Synthesizes an API in three Regions, with a table, a queue and its worker, and a schedule in each, into a temporary directory. */
export function synthesizeSoaked(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'soaked-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const api = anApi({ regions: REGIONS, health: HealthCheck.custom({ path: '/ready', failureThreshold: 2 }) }, app);
  const table = api.addGlobalTable('Items', { tableName: 'items', partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const orders = new Queue(region.stack, 'Orders', { queueName: 'orders', visibilityTimeout: Duration.minutes(6) });
    const handler = (id: string, name: string) => {
      const made = aFunction(region, id, { handler: `index.${name}`, code: Code.fromInline(HANDLERS), environment: { TABLE: table.tableName }, timeout: Duration.seconds(5) });
      table.grantReadWriteData(made);
      orders.grantSendMessages(made);
      return made;
    };
    region.addRoute('PUT', '/items/{id}', handler('Write', 'write'));
    region.addRoute('DELETE', '/items/{id}', handler('Remove', 'remove'));
    region.addRoute('POST', '/orders/{id}', handler('Order', 'order'));
    region.addRoute('GET', '/ready', handler('Ready', 'ready'));
    handler('Work', 'work').addEventSource(new SqsEventSource(orders));
    new Schedule(region.stack, 'Ticks', { scheduleName: 'ticks', schedule: ScheduleExpression.rate(Duration.minutes(1)), target: new LambdaInvoke(handler('Tick', 'tick')) });
  }
  return app.synth().directory;
}
