import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Browser } from './browser';
import { LocalRegions, start } from '../../local';
import { serveConsole } from '../../local/console/console';
import { Drain, HealthCheck, MultiRegionServerlessApi } from '../../src';

/** Where pictures for docs/images go, if anybody wants them. */
const { PICTURES } = process.env;

const HANDLER = `
  const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
  const dynamodb = new DynamoDBClient();
  exports.handler = async () => {
    const { Attributes } = await dynamodb.send(new UpdateItemCommand({
      TableName: process.env.TABLE_NAME, Key: { id: { S: 'visits' } }, UpdateExpression: 'ADD n :one SET lastIn = :region',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':region': { S: process.env.AWS_REGION } }, ReturnValues: 'ALL_NEW',
    }));
    console.log('visited');
    return { statusCode: 200, body: 'hello from ' + process.env.AWS_REGION + ', visit ' + Attributes.n.N };
  };`;

jest.setTimeout(180_000); // a browser beside three Regions, on a machine that does other things

let regions: LocalRegions;
let browser: Browser;

/** The app of the README's first two minutes, with a table. */
function synthesizeHello(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'page-')) });
  const api = new MultiRegionServerlessApi(app, 'Hello', {
    regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
    domain: { domainName: 'hello.example.com', hostedZoneId: 'Z0123456789', zoneName: 'example.com' },
    drain: Drain.byPeers(),
    health: HealthCheck.deep({ failureThreshold: 1, checkerRegions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'] }),
  });
  const table = api.addGlobalTable('Visits', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const hello = new Function(region, 'Hello', {
      runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(HANDLER), timeout: Duration.seconds(20), environment: { TABLE_NAME: table.tableName },
    });
    table.grantReadWriteData(hello);
    region.addRoute('GET', '/hello', hello);
  }
  return app.synth().directory;
}

beforeAll(async () => {
  regions = await start({ app: synthesizeHello(), directory: path.join(__dirname, '..', '..'), timeScale: 30 });
  serveConsole(regions);
  browser = await Browser.start();
  await browser.look({ width: 1440, height: 1100 });
  await browser.open(`${regions.url}/_multi-region/`);
});
afterAll(async () => {
  await browser?.stop();
  await regions?.stop();
});

function textOf(selector: string): string {
  return `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '')`;
}

/** Sends a request by the form, and returns what came of it. */
async function sendFrom(place: string): Promise<string> {
  await browser.evaluate(`(() => {
    const choice = document.querySelectorAll('.request-form select')[1];
    choice.value = ${JSON.stringify(place)};
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    window.before = ${textOf('.request-form output')};
  })()`);
  await browser.click('.request-form button', 'Send');
  return browser.until(`(text => text !== window.before && text)(${textOf('.request-form output')})`);
}

async function picture(name: string) {
  await browser.evaluate('scrollTo(0, 0)');
  if (PICTURES) await browser.screenshot(path.join(PICTURES, name));
}

test('the drill of the README by clicking: a Region is drained, its callers are elsewhere, and it comes back', async () => {
  await browser.until(`${textOf('.summary')} === 'all 3 Regions healthy'`);
  expect(await sendFrom('us-east-1')).toMatch(/^200 by us-east-1 in .*: hello from us-east-1, visit 1$/);

  await browser.click('[aria-label="us-east-1"] button', 'Drain');
  await browser.until(`${textOf('.toast')}.includes('us-east-1 is drained')`);
  await browser.until(`${textOf('[aria-label="us-east-1"] .status')} === 'drained'`);
  await browser.until("[...document.querySelectorAll('.callers tbody tr')].find(row => row.textContent.startsWith('us-east-1')).textContent.includes('eu-west-1')");
  expect(await sendFrom('us-east-1')).toMatch(/^200 by eu-west-1 in .*: hello from eu-west-1, visit 2$/);
  expect(await browser.seriousFindings()).toEqual([]);
  for (const place of ['eu-central-1', 'ap-south-1', 'ap-southeast-2', 'sa-east-1', 'us-west-2', 'eu-west-1']) await sendFrom(place);
  await picture('page-light.webp');

  await browser.click('[aria-label="us-east-1"] button', 'Drain');
  await browser.until(`${textOf('[aria-label="us-east-1"] .status')} === 'healthy'`);
  await browser.until("[...document.querySelectorAll('.callers tbody tr')].find(row => row.textContent.startsWith('us-east-1')).children[1].textContent === 'us-east-1'");
  expect(await sendFrom('us-east-1')).toMatch(/^200 by us-east-1 /);
});

test('a partition by clicking: two Regions write one item, its versions differ, and when it heals the last writer has won', async () => {
  await browser.click('[role="tab"]', 'Levers');
  await browser.click('form[aria-label="dynamodb partition"] button');
  await browser.until(`${textOf('.going')}.includes('us-east-1 and all others do not replicate')`);
  await browser.click('[role="tab"]', 'Tables');
  await sendFrom('us-east-1');
  await sendFrom('eu-west-1');
  await browser.until(`${textOf('#tab-panel caption')} === '1 item, 1 not equal in all Regions'`);
  await browser.until("document.querySelectorAll('.link.paused').length === 2");
  await browser.look({ width: 1440, height: 1100, scheme: 'dark' });
  expect(await browser.seriousFindings()).toEqual([]);
  await picture('page-dark.webp');

  await browser.click('[role="tab"]', 'Levers');
  await browser.click('.going button', 'Clear');
  await browser.click('[role="tab"]', 'Tables');
  await browser.until(`${textOf('#tab-panel caption')} === '1 item, equal in all Regions'`);
  const versions = await browser.evaluate<string[]>("[...document.querySelectorAll('#tab-panel td')].map(cell => cell.textContent)");
  expect(versions).toEqual(Array(3).fill(expect.stringContaining('"lastIn":"eu-west-1"')));
  await browser.until("[...document.querySelectorAll('.line.conflicts')].some(line => line.textContent.includes('last writer won: Hello-Visits'))");
});

test('a request is opened by the keyboard, and says what it wrote, and where that is; Escape closes it', async () => {
  await browser.until("document.querySelector('.line.requests button')");
  await browser.evaluate("document.querySelector('.line.requests button').focus()");
  await browser.press('Enter');
  await browser.until(`${textOf('dialog')}.includes('Hello-Visits: {"id":"visits"}, written in')`);
  const text = await browser.evaluate<string>(textOf('dialog'));
  expect(text).toContain('GET /hello');
  expect(text).toContain('visited');
  expect(await browser.seriousFindings()).toEqual([]);
  await browser.press('Escape');
  await browser.until("!document.querySelector('dialog')");
});

test('on a phone nothing is wider than the page, which asks nobody else for anything, and has thrown nothing', async () => {
  await browser.look({ width: 390, height: 844, isPhone: true });
  await browser.until('innerWidth === 390');
  expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  expect(await browser.seriousFindings()).toEqual([]);
  await picture('page-phone.webp');
  expect(browser.requested.filter(url => !url.startsWith(regions.url) && !url.startsWith('data:'))).toEqual([]);
  expect(browser.errors).toEqual([]);
});
