/** @cdk-validation */
import * as fs from 'fs';
import * as path from 'path';
import type { App, Stack } from 'aws-cdk-lib';
import { check, PLANTED } from './checked-app';
import { Dev } from '../../examples/text-site/dev';
import { LocalRegions, start } from '../../local';
import { giveContext } from '../context';

const [VIRGINIA, IRELAND] = ['us-east-1', 'eu-west-1'];

let dev: Dev;
let findings: string[];
let regions: LocalRegions;

/** The example as a consumer's app, with CDK's offline validator and cdk-nag, findings as errors; and what runs of it on this machine. */
beforeAll(async () => {
  dev = await Dev.start();
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true });
  Object.assign(process.env, { npm_config_loglevel: 'silent', SITE_ORIGIN: dev.url, CAPTCHA_URL: dev.url, OWNER: '+12065550123' });
  const { app } = require('../../examples/text-site/app') as { app: App };
  ({ findings } = check(app, app.node.findChild('TextSite').node.findChild(IRELAND) as Stack));
  const secrets = path.join(app.outdir, 'secrets.json');
  fs.writeFileSync(secrets, JSON.stringify({ secrets: { 'TextSite/Captcha': 'ours' } }));
  regions = await start({ app: app.outdir, directory: __dirname, secrets, replicationLag: 0, onOutput: () => {} });
}, 120_000);
afterAll(async () => {
  await regions?.stop();
  dev?.stop();
});

async function send(body: unknown, from = VIRGINIA): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-client-location': from };
  return (await fetch(`${regions.url}/messages`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

const texts = () => regions.sent().map(({ channel, to, body, region }) => `${channel} to ${to}: ${body}, from ${region}`);

test('the templates of the text site pass the offline validator and the AwsSolutions pack', () => {
  expect(findings).toEqual(PLANTED);
});

test('a message is texted to the owner once, though the page sends it again and another Region gets it', async () => {
  const message = { id: 'a', text: 'hello', captcha: 'human' };
  expect(await send(message)).toBe(202);
  await regions.replicated();
  expect(await send(message, IRELAND)).toBe(202);
  expect(texts()).toEqual([`sms to +12065550123: hello, from ${VIRGINIA}`]);
  expect(dev.asked).toEqual([{ secret: 'ours', response: 'human', idempotency_key: 'a' }]);
});

test('what a robot sends, or is no message, is not', async () => {
  const before = texts();
  expect(await send({ id: 'b', text: 'buy', captcha: 'robot' })).toBe(403);
  expect(await send({ id: 'c', text: 'x'.repeat(161), captcha: 'human' })).toBe(400);
  expect(await send('hello')).toBe(400);
  expect(texts()).toEqual(before);
});
