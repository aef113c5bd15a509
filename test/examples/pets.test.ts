/** @cdk-validation */
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { check, PLANTED } from './checked-app';
import { LocalRegions, start } from '../../local';
import { giveContext } from '../context';

const [VIRGINIA, IRELAND, SINGAPORE] = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const PAGE = 'https://pets.example.com';

let findings: string[];
let template: (stack: string) => Template;
let regions: LocalRegions;

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors; and all of it on this machine. */
beforeAll(async () => {
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  process.env.npm_config_loglevel = 'silent'; // of npx, by which CDK runs esbuild
  const { app } = require('../../examples/pets/app') as { app: App };
  const checked = check(app, app.node.findChild('PetShop').node.findChild(IRELAND) as Stack);
  ({ findings } = checked);
  template = stack => Template.fromJSON(checked.stacks.find(({ stackName }) => stackName === `PetShop-${stack}`)!.template);
  regions = await start({ app: app.outdir, directory: __dirname, replicationLag: 0, onOutput: () => {} });
}, 120_000);
afterAll(() => regions?.stop());

async function ask(method: string, path: string, { body, from = VIRGINIA }: { body?: unknown; from?: string } = {}) {
  const headers = { 'content-type': 'application/json', 'origin': PAGE, 'x-client-location': from };
  const response = await fetch(regions.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), allowed: response.headers.get('access-control-allow-origin') };
}

test('the templates of the pets pass the offline validator and the AwsSolutions pack, and all of it runs here', () => {
  expect(findings).toEqual(PLANTED);
  expect(regions.unsupported).toEqual([]);
});

test('each of the five functions may do one thing with the replica beside it', () => {
  const actions = Object.values(template(SINGAPORE).findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => JSON.stringify(Resource).includes(`:dynamodb:${SINGAPORE}:`) && JSON.stringify(Resource).includes('/index/*'))
    .map(({ Action }) => Action);
  expect(actions.sort()).toEqual(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:PutItem', 'dynamodb:Query']);
});

test('the table is retained in all Regions, with point-in-time recovery and deletion protection', () => {
  const kept = { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
  template('Tables').hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { Replicas: [IRELAND, SINGAPORE, VIRGINIA].map(Region => ({ Region, ...kept })) },
  });
});

test('a pet that one Region has is read, changed and taken away in the others', async () => {
  const { status, body: rex } = await ask('POST', '/pets', { body: { kind: 'dog', name: 'Rex' } });
  expect([status, rex]).toEqual([201, { kind: 'dog', name: 'Rex', id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  const path = `/pets/${rex.id}`;

  await regions.replicated();
  expect(await ask('GET', path, { from: IRELAND })).toMatchObject({ status: 200, body: rex });
  expect(await ask('PUT', path, { from: IRELAND, body: { kind: 'dog', name: 'Rex', age: 4 } })).toMatchObject({ status: 200, body: { ...rex, age: 4 } });

  await regions.replicated();
  await ask('POST', '/pets', { from: SINGAPORE, body: { kind: 'dog', name: 'Ada' } });
  await ask('POST', '/pets', { from: SINGAPORE, body: { kind: 'cat', name: 'Tom' } });
  const { body: { pets } } = await ask('GET', '/pets?kind=dog', { from: SINGAPORE });
  expect(pets.map(({ name, age }: { name: string; age?: number }) => [name, age])).toEqual([['Ada', undefined], ['Rex', 4]]);
  for (const _ of ['once', 'again']) expect(await ask('DELETE', path, { from: SINGAPORE })).toMatchObject({ status: 204 });

  await regions.replicated();
  expect(await ask('GET', path)).toMatchObject({ status: 404, body: { message: 'There is no such pet' } });
  expect(await ask('PUT', path, { body: { kind: 'dog', name: 'Rex' } })).toMatchObject({ status: 404 });
});

test.each([
  ['POST', '/pets', { kind: 'dog' }],
  ['POST', '/pets', { kind: 'shark', name: 'Jaws' }],
  ['POST', '/pets', { kind: 'dog', name: 'Rex', id: 'mine' }],
  ['PUT', '/pets/1', { kind: 'dog', name: 'Rex', age: -1 }],
  ['GET', '/pets', undefined],
])('API Gateway answers 400 without a function, and lets the page read it: %s %s %j', async (method, path, body) => {
  const invocations = () => regions.journal.entries('invocation').length;
  const before = invocations();
  expect(await ask(method, path, { body })).toMatchObject({ status: 400, allowed: PAGE });
  expect(invocations()).toBe(before);
});

test('the page of the pets may call all of it, from a browser', async () => {
  const headers = { 'origin': PAGE, 'access-control-request-method': 'DELETE' };
  const preflight = await fetch(`${regions.url}/pets/1`, { method: 'OPTIONS', headers });
  expect([preflight.headers.get('access-control-allow-origin'), preflight.headers.get('access-control-allow-methods')])
    .toEqual([PAGE, expect.stringContaining('DELETE')]);
  expect((await ask('GET', '/pets?kind=parrot')).allowed).toBe(PAGE);
});
