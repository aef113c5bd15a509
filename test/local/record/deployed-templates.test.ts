import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { record, recordText } from '../../../local/commands/record';
import { readDeployed } from '../../../local/record/deployed-templates';

const KEY = 'cdk-multi-region-serverless-api:deployed';
const ID = '0a000000-0000-4000-8000-000000000001';
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'deployed-'));
const file = path.join(directory, 'cdk.context.json');
const environment = { ...process.env };
/** What CloudFormation answers, by the stack's name. */
let stacks: Record<string, { template: string; outputs?: Record<string, string>; status?: string } | 'denied'>;
let asked: string[];
let server: http.Server;

/** CloudFormation, as far as it is asked: its query protocol. */
beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; }).on('end', () => {
      const parameters = new URLSearchParams(body);
      const region = /Credential=[^/]+\/\d+\/([^/]+)\/cloudformation/.exec(request.headers.authorization!)![1];
      const [action, name] = [parameters.get('Action')!, parameters.get('StackName')!];
      asked.push(`${action} ${name} in ${region}`);
      const { status, xml } = answer(action, name);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_MAX_ATTEMPTS: '1',
  });
});
afterAll(async () => {
  process.env = environment;
  fs.rmSync(directory, { recursive: true });
  await new Promise(resolve => server.close(resolve));
});
beforeEach(() => {
  [stacks, asked] = [{}, []];
  fs.rmSync(file, { force: true });
});

function answer(action: string, name: string): { status: number; xml: string } {
  const stack = stacks[name];
  const fault = (status: number, code: string, message: string) => ({ status, xml: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>` });
  if (stack === 'denied') return fault(403, 'AccessDenied', 'not authorized');
  if (!stack) return fault(400, 'ValidationError', `Stack with id ${name} does not exist`);
  const { template, outputs = {}, status = 'UPDATE_COMPLETE' } = stack;
  const members = Object.entries(outputs).map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`).join('');
  const escaped = template.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const result = action === 'GetTemplate' ? `<TemplateBody>${escaped}</TemplateBody>`
    : `<Stacks><member><StackName>${name}</StackName><StackStatus>${status}</StackStatus><Outputs>${members}</Outputs></member></Stacks>`;
  return { status: 200, xml: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>` };
}

const templateOf = (facts: object) => JSON.stringify({ Metadata: { [KEY]: { version: 1, ...facts } } });
const told = (regions: string[]) => ({ tables: { Orders: { regions, key: 'id S' } }, healthChecks: { Shop: { output: 'ShopHealthCheckId', guard: 'A', interval: 30 } } });

/** Records from AWS an app of two stacks, whose own templates tell something else. */
function recordFromAws() {
  const app = new App({ outdir: fs.mkdtempSync(path.join(directory, 'cdk.out-')), analyticsReporting: false });
  for (const region of ['us-east-1', 'eu-west-1']) {
    new Stack(app, `Shop-${region}`, { env: { region } }).addMetadata(KEY, { version: 1, ...told(['sa-east-1']) });
  }
  new Stack(app, 'Other', { env: { region: 'us-east-1' } });
  return record({ directory, app: app.synth().directory, readDeployed });
}
const written = () => JSON.parse(fs.readFileSync(file, 'utf8'))[KEY].stacks;

test('what is deployed is recorded in place of what the app would deploy, with the ids of health checks', async () => {
  stacks = {
    'Shop-us-east-1': { template: templateOf(told(['us-east-1'])), outputs: { ShopHealthCheckId: ID } },
    'Shop-eu-west-1': { template: templateOf(told(['eu-west-1'])), outputs: { ShopHealthCheckId: ID.replace('1', '2') } },
  };
  expect(recordText(await recordFromAws())).toMatch(/^Recorded in cdk\.context\.json, as it is on AWS;/);
  expect(written()).toEqual({
    'us-east-1/Shop-us-east-1': { tables: told(['us-east-1']).tables, healthChecks: { Shop: { id: ID, guard: 'A', interval: 30 } } },
    'eu-west-1/Shop-eu-west-1': { tables: told(['eu-west-1']).tables, healthChecks: { Shop: { id: ID.replace('1', '2'), guard: 'A', interval: 30 } } },
  });
});

test('each stack is asked for in its Region, by two calls that only read', async () => {
  stacks = { 'Shop-us-east-1': { template: templateOf({}) }, 'Shop-eu-west-1': { template: templateOf({}) } };
  await recordFromAws();
  expect(asked.sort()).toEqual([
    'DescribeStacks Shop-eu-west-1 in eu-west-1', 'DescribeStacks Shop-us-east-1 in us-east-1',
    'GetTemplate Shop-eu-west-1 in eu-west-1', 'GetTemplate Shop-us-east-1 in us-east-1',
  ]);
});

test('a stack that is not deployed, or was never completed, is not recorded', async () => {
  stacks = { 'Shop-us-east-1': { template: templateOf(told(['us-east-1'])), status: 'REVIEW_IN_PROGRESS' }, 'Shop-eu-west-1': { template: templateOf(told(['eu-west-1'])) } };
  await recordFromAws();
  expect(Object.keys(written())).toEqual(['eu-west-1/Shop-eu-west-1']);
});

test('a stack that was recorded and is gone is recorded no more', async () => {
  fs.writeFileSync(file, JSON.stringify({ [KEY]: { version: 1, stacks: { 'us-east-1/Shop-us-east-1': {}, 'us-east-1/Blog': {} } } }));
  stacks = { 'Shop-eu-west-1': { template: templateOf(told(['eu-west-1'])) } };
  await recordFromAws();
  expect(Object.keys(written())).toEqual(['eu-west-1/Shop-eu-west-1', 'us-east-1/Blog']);
});

test('an app of which nothing is deployed is not recorded', async () => {
  expect(recordText(await recordFromAws())).toBe('Nothing to record: none of the app\'s stacks is deployed');
  expect(fs.existsSync(file)).toBe(false);
});

test('missing rights are told, with a policy that has them', async () => {
  stacks = { 'Shop-us-east-1': 'denied', 'Shop-eu-west-1': { template: templateOf({}) } };
  await expect(recordFromAws()).rejects.toThrow('Shop-us-east-1 could not be read in us-east-1, AccessDenied: not authorized. `--from-aws` needs credentials of the app\'s account with these rights, '
    + 'and no others: {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["cloudformation:DescribeStacks","cloudformation:GetTemplate"],"Resource":"*"}]}');
  expect(fs.existsSync(file)).toBe(false);
});

test('a template that tells nothing is to be deployed once', async () => {
  stacks = { 'Shop-us-east-1': { template: '{"Resources":{}}' }, 'Shop-eu-west-1': { template: templateOf({}) } };
  await expect(recordFromAws()).rejects.toThrow('Shop-us-east-1 in us-east-1 must tell what it has, got: a template of a release that did not. Deploy it once, and record again');
});

test('a template that is no JSON is not the CDK\'s', async () => {
  stacks = { 'Shop-us-east-1': { template: 'Resources: {}' }, 'Shop-eu-west-1': { template: templateOf({}) } };
  await expect(recordFromAws()).rejects.toThrow('Shop-us-east-1 must have been deployed by the CDK, whose templates are JSON');
});
