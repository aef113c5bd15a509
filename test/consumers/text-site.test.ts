import type { App } from 'aws-cdk-lib';
import { Browser } from './browser';
import { Dev } from '../../examples/text-site/dev';
import { LocalRegions, start } from '../../local';

jest.setTimeout(120_000);

let dev: Dev;
let regions: LocalRegions;
let browser: Browser;

beforeAll(async () => {
  dev = await Dev.start();
  Object.assign(process.env, { npm_config_loglevel: 'silent', SITE_ORIGIN: dev.url, CAPTCHA_URL: dev.url });
  const { app } = require('../../examples/text-site/app') as { app: App };
  regions = await start({ app: app.synth().directory, directory: __dirname, onOutput: () => {} });
  dev.api = regions.url;
  browser = await Browser.start();
});
afterAll(async () => {
  await browser?.stop();
  await regions?.stop();
  dev?.stop();
});

/** Writes a message into the page, sends it, and returns what the page says then. */
async function write(text: string): Promise<string> {
  await browser.open(`${dev.url}/index.html`);
  await browser.until('window.captcha');
  await browser.evaluate(`document.querySelector('textarea').value = ${JSON.stringify(text)}`);
  await browser.click('button', 'Send');
  return browser.until("(text => text !== 'Sending …' && text)(document.querySelector('output').textContent)");
}

const texts = () => regions.sent().map(({ channel, body, region }) => `${channel}: ${body}, from ${region}`);

test('what a visitor writes is texted, by the API of another origin', async () => {
  expect(await write('hello')).toBe('Sent: we read it soon.');
  expect(texts()).toEqual(['sms: hello, from us-east-1']);
  expect(browser.requested).toContain(`${regions.url}/messages`);
  expect(browser.errors).toEqual([]);
});

test('a message that a Region fails at is sent again, and is texted once', async () => {
  regions.fault({ action: 'aws:fis:inject-api-internal-error', service: 'sns', region: 'us-east-1', percentage: 100 });
  regions.journal.on('invocation', () => regions.clearFaults());
  expect(await write('again')).toBe('Sent: we read it soon.');
  expect(texts()).toEqual(['sms: hello, from us-east-1', 'sms: again, from us-east-1']);
});

test('a robot is told that it is one', async () => {
  dev.token = 'robot';
  expect(await write('buy')).toBe('Are you a robot?');
  expect(texts()).toHaveLength(2);
});
