import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LocalRegionsOptions, start } from '../../../local';
import { HttpServer } from '../../../local/machine/http-server';
import { APP_DIRECTORY } from '../visits-app';

const emulator = new HttpServer(async ({ headers }) => ({
  statusCode: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${/Credential=(\w+)/.exec(headers.authorization!)![1]}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
}));
let emulated: string;
beforeAll(async () => { emulated = await emulator.start(0, 'port'); });
afterAll(() => emulator.stop());

/** What a handler that asks STS who it is answers. */
async function whoAmI(options: LocalRegionsOptions): Promise<string> {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'endpoints-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Who', { env: { region: 'eu-central-1' } });
  new LambdaRestApi(stack, 'Api', {
    handler: new Function(stack, 'AmI', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(`const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
        exports.handler = async () => ({ statusCode: 200, body: await new STSClient().send(new GetCallerIdentityCommand()).then(({ Arn }) => Arn, error => error.name + ': ' + error.message) });`),
    }),
  });
  const regions = await start({ app: app.synth().directory, directory: APP_DIRECTORY, ...options });
  try {
    return await (await fetch(`${regions.url}/prod/`)).text();
  } finally {
    await regions.stop();
  }
}

test('a handler reaches a service that does not run here at the endpoint that is given', async () => {
  expect(await whoAmI({ endpoints: { sts: emulated } })).toMatch(/^ASIALOCAL/);
});

test('it reaches it with credentials that are given', async () => {
  const environment = { '*': { AWS_ACCESS_KEY_ID: 'AKIAREAL' }, 'AmI': { AWS_SECRET_ACCESS_KEY: 'real' } };
  expect(await whoAmI({ endpoints: { sts: emulated }, environment })).toBe('AKIAREAL');
});

test('without an endpoint, it is refused by name', async () => {
  expect(await whoAmI({})).toBe('NotImplemented: The local Regions do not run sts: `--endpoint sts=<url>` says where handlers find it');
});
