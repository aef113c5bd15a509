import { execFile, execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { LocalRegions, ManualClock, start } from '../../local';
import { APP_DIRECTORY, synthesizeVisits } from '../local/visits-app';

const environment = fs.mkdtempSync(path.join(os.tmpdir(), 'aws-cli-'));
const clock = new ManualClock();
let regions: LocalRegions;

beforeAll(async () => {
  execFileSync('python3', ['-m', 'venv', environment]);
  execFileSync(path.join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'awscli']);
  const secrets = path.join(environment, 'secrets.json');
  fs.writeFileSync(secrets, '{"secrets":{"crm/key":"hunter2"},"parameters":{"/shop/limit":"100"}}');
  regions = await start({ app: synthesizeVisits({ queueName: 'jobs' }), directory: APP_DIRECTORY, clock, secrets });
}, 300_000);

afterAll(() => regions.stop());

/** The AWS CLI, as a person would type it. */
async function aws(command: string) {
  const { stdout } = await promisify(execFile)(path.join(environment, 'bin', 'aws'), command.split(' ').concat('--endpoint-url', regions.awsUrl), {
    env: { PATH: process.env.PATH, HOME: environment, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_DEFAULT_REGION: 'us-east-1', AWS_DEFAULT_OUTPUT: 'json' },
  });
  return stdout ? JSON.parse(stdout) : undefined;
}

test('disables and inverts a health check, and DNS leads elsewhere', async () => {
  const { HealthChecks } = await aws('route53 list-health-checks');
  const { Id } = HealthChecks.find((check: any) => check.HealthCheckConfig.FullyQualifiedDomainName === 'us-east-1.visits.example.com');
  const { HealthCheck } = await aws(`route53 update-health-check --health-check-id ${Id} --disabled --inverted`);
  expect(HealthCheck).toMatchObject({ HealthCheckVersion: 2, HealthCheckConfig: { Disabled: true, Inverted: true } });
  expect(regions.servedBy('us-east-1')).toBe('eu-west-1');

  await aws(`route53 update-health-check --health-check-id ${Id} --no-disabled --no-inverted`);
  await clock.advance(60_000);
  expect(regions.servedBy('us-east-1')).toBe('us-east-1');
}, 60_000);

test('says what DNS answers a caller, and changes it', async () => {
  const zone = 'Z0VISITS';
  const answer = (name: string) => aws(`route53 test-dns-answer --hosted-zone-id ${zone} --record-name ${name} --record-type A --edns0-client-subnet-ip 127.25.0.0`);
  expect(await answer('visits.example.com')).toMatchObject({ RecordData: ['127.25.0.1'], ResponseCode: 'NOERROR' });
  const record = { Name: 'new.visits.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
  const { ChangeInfo } = await aws(`route53 change-resource-record-sets --hosted-zone-id ${zone} --change-batch ${JSON.stringify({ Changes: [{ Action: 'CREATE', ResourceRecordSet: record }] })}`);
  expect(await aws(`route53 get-change --id ${ChangeInfo.Id}`)).toMatchObject({ ChangeInfo: { Status: 'INSYNC' } });
  expect(await answer('new.visits.example.com')).toMatchObject({ RecordData: ['192.0.2.1'] });
}, 60_000);

test('says what the checkers saw', async () => {
  await clock.advance(60_000);
  const { HealthCheckObservations } = await aws(`route53 get-health-check-status --health-check-id ${regions.healthCheckId('eu-west-1')}`);
  expect(HealthCheckObservations.length).toBeGreaterThan(3);
  expect(HealthCheckObservations[0]).toMatchObject({ Region: expect.any(String), StatusReport: { Status: 'Success: HTTP Status Code 200, OK' } });
}, 60_000);

test('writes and reads items in the Region that it is given', async () => {
  await aws('dynamodb put-item --region eu-west-1 --table-name Visits-Items --item {"id":{"S":"a"}}');
  expect(await aws('dynamodb scan --region eu-west-1 --table-name Visits-Items')).toMatchObject({ Items: [{ id: { S: 'a' } }] });
  expect(await aws('dynamodb scan --region us-east-1 --table-name Visits-Items')).toMatchObject({ Items: [] });
  expect((await aws('dynamodb describe-table --region eu-west-1 --table-name Visits-Items')).Table.TableArn).toMatch(/^arn:aws:dynamodb:eu-west-1:\d{12}:table\/Visits-Items$/);
}, 60_000);

test('asks for metrics, alarms and logs', async () => {
  await fetch(`${regions.url}/visit`, { headers: { 'x-client-location': 'us-east-1' } });
  const { Metrics } = await aws('cloudwatch list-metrics --namespace AWS/Lambda --metric-name Invocations');
  expect(Metrics.length).toBeGreaterThan(0);
  expect(await aws('cloudwatch describe-alarms')).toEqual({ MetricAlarms: [], CompositeAlarms: [] });
  const { logGroups } = await aws('logs describe-log-groups --log-group-name-prefix /aws/lambda/');
  const [visits] = logGroups.filter(({ logGroupName }: { logGroupName: string }) => logGroupName.includes('Visit'));
  const { events } = await aws(`logs filter-log-events --log-group-name ${visits.logGroupName} --filter-pattern visited`);
  expect(events.map(({ message }: { message: string }) => message)).toEqual(['visited']);
}, 60_000);

test('lists functions and invokes one, by its name or its ARN', async () => {
  const { Functions } = await aws('lambda list-functions --region eu-west-1');
  const { FunctionName, FunctionArn } = Functions.find((fn: any) => /Visit/.test(fn.FunctionName));
  const answer = path.join(environment, 'answer.json');
  for (const called of [FunctionName, FunctionArn]) {
    const told = await aws(`lambda invoke --region eu-west-1 --function-name ${called} --log-type Tail ${answer}`);
    expect(told).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(Buffer.from(told.LogResult, 'base64').toString()).toContain('visited');
    expect(JSON.parse(fs.readFileSync(answer, 'utf8'))).toMatchObject({ statusCode: 200, body: expect.stringContaining('eu-west-1') });
  }
  await expect(aws(`lambda invoke --region eu-west-1 --function-name nobody ${answer}`)).rejects.toThrow(
    'An error occurred (ResourceNotFoundException) when calling the Invoke operation: Function not found: arn:aws:lambda:eu-west-1:',
  );
}, 60_000);

test('reads and writes secrets and parameters', async () => {
  expect(await aws('secretsmanager get-secret-value --secret-id crm/key --region eu-west-1')).toMatchObject({ Name: 'crm/key', SecretString: 'hunter2' });
  await aws('secretsmanager put-secret-value --secret-id crm/key --secret-string changed');
  const read = async () => (await aws('secretsmanager get-secret-value --secret-id crm/key --region eu-west-1')).SecretString;
  expect(await read()).toBe('hunter2');
  await clock.advance(1_000);
  expect(await read()).toBe('changed');
  expect((await aws('secretsmanager describe-secret --secret-id crm/key')).ReplicationStatus.map(({ Status }: { Status: string }) => Status)).toEqual(['InSync', 'InSync']);
  await aws('ssm put-parameter --name /shop/limit --value 200 --overwrite');
  expect((await aws('ssm get-parameters-by-path --path /shop')).Parameters).toMatchObject([{ Name: '/shop/limit', Value: '200', Version: 2, Type: 'String' }]);
}, 120_000);

test.each(['http://localhost', 'https://sqs.us-east-1.amazonaws.com'])('sends, receives and deletes by a queue URL at %s', async host => {
  const url = `${host}/000000000000/jobs`;
  const { MessageId } = await aws(`sqs send-message --queue-url ${url} --message-body hello --message-attributes {"kind":{"DataType":"String","StringValue":"a"}}`);
  const { Messages: [message] } = await aws(`sqs receive-message --queue-url ${url} --message-attribute-names All`);
  expect(message).toMatchObject({ MessageId, Body: 'hello', MessageAttributes: { kind: { StringValue: 'a' } } });
  await aws(`sqs delete-message --queue-url ${url} --receipt-handle ${message.ReceiptHandle}`);
  const { Attributes } = await aws(`sqs get-queue-attributes --queue-url ${url} --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible`);
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  await expect(aws(`sqs send-message --queue-url ${url}-none --message-body hello`)).rejects.toThrow('(AWS.SimpleQueueService.NonExistentQueue) when calling the SendMessage operation: The specified queue does not exist.');
}, 60_000);

test.each([
  ['sts get-caller-identity', 'sts'],
  ['s3 ls', 's3'],
  ['elasticache describe-cache-clusters', 'elasticache'],
  ['kinesis list-streams', 'kinesis'],
  ['autoscaling describe-policies', 'autoscaling'],
  ['ec2 describe-vpcs', 'ec2'],
])('`aws %s` says that the service does not run here', async (command, service) => {
  await expect(aws(command)).rejects.toThrow(new RegExp(`An error occurred \\(NotImplemented\\) when calling the \\w+ operation: The local Regions do not run ${service}`));
}, 60_000);
