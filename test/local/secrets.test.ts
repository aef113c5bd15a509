import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { App, SecretValue } from 'aws-cdk-lib';
import { Code, Function, ParamsAndSecretsLayerVersion, ParamsAndSecretsVersions } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { JournalEntry, LocalRegions, ManualClock, start } from '../../local';
import { aFunction, anApi } from '../an-api';

const [VIRGINIA, IRELAND] = ['us-east-1', 'eu-west-1'];

/** Reads a secret and a parameter, by the SDK and by the extension of Lambda, and tells its variables. */
const HANDLER = `
  const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
  const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm');
  const [secrets, parameters] = [new SecretsManagerClient(), new SSMClient()];
  const extension = async (path, token = process.env.AWS_SESSION_TOKEN) => {
    const answer = await fetch('http://localhost:' + process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT + path, { headers: { 'X-Aws-Parameters-Secrets-Token': token } });
    return answer.ok ? answer.json() : answer.status;
  };
  exports.handler = async () => {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.TWILIO }));
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name: '/shop/limit' }));
    return { statusCode: 200, body: JSON.stringify({
      bySdk: [SecretString, Parameter.Value],
      byExtension: [(await extension('/secretsmanager/get?secretId=Shop/Twilio')).SecretString, (await extension('/systemsmanager/parameters/get/?name=%2Fshop%2Flimit')).Parameter.Value],
      withoutToken: await extension('/secretsmanager/get?secretId=Shop/Twilio', 'nobody'),
      variables: [process.env.WHOLE, process.env.PASSWORD, process.env.HEADER, process.env.LIMIT],
    }) };
  };`;

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'secrets-'));
const clock = new ManualClock();
const denials: JournalEntry<'denial'>[] = [];
let regions: LocalRegions;

beforeAll(async () => {
  fs.symlinkSync(path.join(__dirname, '..', '..', 'node_modules'), path.join(directory, 'node_modules'));
  fs.writeFileSync(path.join(directory, 'secrets.local.json'), JSON.stringify({ secrets: { 'Shop/Twilio': 'SK-of-the-file', 'crm/login': { user: 'ana', password: 'hunter2' } } }));
  const app = new App({ outdir: path.join(directory, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } });
  const api = anApi({}, app);
  const twilio = api.addSecret('Twilio');
  const made = api.addSecret('Made', { generateSecretString: { secretStringTemplate: '{"user":"shop"}', generateStringKey: 'password', passwordLength: 12 } });
  for (const region of api.regionalApis) {
    const limit = new StringParameter(region, 'Limit', { parameterName: '/shop/limit', stringValue: `100 in ${region.region}` });
    const crm = Secret.fromSecretNameV2(region, 'Crm', 'crm/login');
    const reader = (id: string) => {
      const fn: Function = aFunction(region, id, {
        code: Code.fromInline(HANDLER),
        paramsAndSecrets: ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103),
        environment: {
          TWILIO: twilio.secretName,
          WHOLE: made.replica(region.region).secretValue.unsafeUnwrap(),
          PASSWORD: crm.secretValueFromJson('password').unsafeUnwrap(),
          HEADER: `Bearer ${SecretValue.secretsManager('Shop/Twilio').unsafeUnwrap()}`,
          LIMIT: '{{resolve:ssm:/shop/limit}}',
        },
      });
      region.addRoute('GET', `/${id}`, fn);
      return fn;
    };
    const granted = reader('granted');
    twilio.grantRead(granted);
    limit.grantRead(granted);
    reader('denied');
  }
  regions = await start({ app: app.synth().directory, directory, clock, replicationLag: 2_000, onOutput: () => {} });
  regions.journal.on('denial', denial => denials.push(denial));
}, 60_000);
afterAll(async () => {
  await regions?.stop();
  fs.rmSync(directory, { recursive: true });
});

async function ask(route: string, from: string) {
  const answer = await fetch(`${regions.url}/${route}`, { headers: { 'x-client-location': from } });
  return { status: answer.status, ...await answer.json() as any };
}

test('all of it runs here', () => {
  expect(regions.unsupported).toEqual([]);
});

test.each([VIRGINIA, IRELAND])('a handler reads what the file and the templates say, by the SDK, the extension and its variables: %s', async region => {
  expect(await ask('granted', region)).toEqual({
    status: 200,
    bySdk: ['SK-of-the-file', `100 in ${region}`],
    byExtension: ['SK-of-the-file', `100 in ${region}`],
    withoutToken: 401,
    variables: [expect.stringMatching(/^\{"user":"shop","password":".{12}"\}$/), 'hunter2', 'Bearer SK-of-the-file', `100 in ${region}`],
  });
});

test('a generated value is the same in all Regions, and for who asks', async () => {
  const [{ variables: [one] }, { variables: [other] }] = await Promise.all([VIRGINIA, IRELAND].map(region => ask('granted', region)));
  expect(one).toBe(other);
  expect(await valueIn(IRELAND, 'Shop/Made')).toBe(one);
});

test('a handler without the grant is refused, and told which', async () => {
  expect((await ask('denied', IRELAND)).status).toBe(502);
  expect(denials).toEqual([expect.objectContaining({
    region: IRELAND, action: 'secretsmanager:GetSecretValue', resource: expect.stringMatching(/^arn:aws:secretsmanager:eu-west-1:\d{12}:secret:Shop\/Twilio-\w{6}$/),
  })]);
});

test('a value that is written is with handlers of another Region after the lag of replication', async () => {
  await clientIn(VIRGINIA).send(new PutSecretValueCommand({ SecretId: 'Shop/Twilio', SecretString: 'SK-new' }));
  const [{ bySdk: [here] }, { bySdk: [there] }] = await Promise.all([VIRGINIA, IRELAND].map(region => ask('granted', region)));
  expect([here, there]).toEqual(['SK-new', 'SK-of-the-file']);
  await clock.advance(2_000);
  expect((await ask('granted', IRELAND)).bySdk[0]).toBe('SK-new');
});

function clientIn(region: string) {
  return new SecretsManagerClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
}

async function valueIn(region: string, SecretId: string) {
  return (await clientIn(region).send(new GetSecretValueCommand({ SecretId }))).SecretString;
}
