import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import type { App } from 'aws-cdk-lib';
import { Browser, Look, PAPER } from './browser';
import { drill, ManualClock, start } from '../../local';
import { page } from '../../local/drill/report/page';
import { seeded } from '../../local/faults/chance';

/** Where pictures for docs/images go, if anybody wants them. */
const { PICTURES } = process.env;
const EXAMPLE = path.join(__dirname, '..', '..', 'examples', 'hit-counter');
const DRILL = path.join(EXAMPLE, 'drills', 'home-region-lost.yaml');

jest.setTimeout(120_000);

let browser: Browser;
let report: string;

beforeAll(async () => {
  const { app } = require('../../examples/hit-counter/app') as { app: App };
  const regions = await start({ app: app.synth().directory, directory: EXAMPLE, clock: new ManualClock(), random: seeded(1), onOutput: () => {} });
  const played = await drill(regions, DRILL).finally(() => regions.stop());
  report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'report-')), 'home-region-lost.html');
  const told = { ...played, file: 'drills/home-region-lost.yaml' };
  fs.writeFileSync(report, page(told, { at: new Date('2026-12-01T12:00:00Z'), source: fs.readFileSync(DRILL, 'utf8') }));
  browser = await Browser.start();
});
afterAll(() => browser?.stop());

test.each<[string, Look]>([
  ['light', { width: 1040, height: 1180 }],
  ['dark', { width: 1040, height: 1180, scheme: 'dark' }],
  ['phone', { width: 390, height: 844, isPhone: true }],
])('the page of a drill is accessible, and no wider than the window: %s', async (name, look) => {
  await browser.look(look);
  await browser.open(pathToFileURL(report).href);
  expect(await browser.seriousFindings()).toEqual([]);
  expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
  if (PICTURES) await browser.screenshot(path.join(PICTURES, `drill-${name}.webp`));
});

test('on paper it is light, with what a window would move in full, and it asks nobody for anything', async () => {
  await browser.look({ ...PAPER, scheme: 'dark' });
  expect(await browser.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(28, 36, 48)');
  expect(await browser.evaluate('[...document.querySelectorAll("pre, .wide")].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length')).toBe(0);
  expect(browser.requested.filter(url => !url.startsWith('file:'))).toEqual([]);
  expect(browser.errors).toEqual([]);
});
