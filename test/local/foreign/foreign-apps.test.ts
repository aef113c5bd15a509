import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { FOREIGN_APPS, ForeignApp } from './foreign-apps';
import { LocalRegions, start } from '../../../local';
import { APP_DIRECTORY } from '../visits-app';

/** Apps of the shape of public samples start as they are: what AWS would serve of Node.js and DynamoDB is served, the rest is named. */
describe.each(Object.entries(FOREIGN_APPS))('%s', (_, { build, template, requests, named = {}, isWithoutSdk }: ForeignApp) => {
  let regions: LocalRegions;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'foreign-'));

  beforeAll(async () => {
    const app = template ? path.join(directory, 'template.json') : synthesized(directory, build!);
    if (template) fs.writeFileSync(app, JSON.stringify(template));
    regions = await start({ app, directory: isWithoutSdk ? directory : APP_DIRECTORY });
  });
  afterAll(async () => {
    await regions?.stop();
    fs.rmSync(directory, { recursive: true });
  });

  test('is served', async () => {
    const answers = [];
    for (const { method, path: url, headers, body } of requests) {
      const response = await fetch(`${regions.url}${url}`, { method, headers, body });
      const text = await response.text();
      answers.push([response.status, text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text]);
    }
    expect(answers).toEqual(requests.map(({ status, answer }) => [status, answer ?? expect.anything()]));
  });

  test('is told what of it is not here', () => {
    const counts: Record<string, number> = {};
    regions.unsupported.forEach(({ type }) => { counts[type] = (counts[type] ?? 0) + 1; });
    expect(counts).toEqual(named);
  });
});

function synthesized(directory: string, build: (app: App) => unknown): string {
  const app = new App({ outdir: path.join(directory, 'cdk.out'), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}
