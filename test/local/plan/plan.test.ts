import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { plan } from '../../../local/commands/plan';
import { monthly, Plan, planOf, worst } from '../../../local/plan/plan';
import { exceeding, headline } from '../../../local/plan/plan-texts';
import { Consistency, Drain, HealthAlarm, HealthCheck, MultiRegionServerlessApi, MultiRegionServerlessApiProps } from '../../../src';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const NAME = 'hello.example.com';

function synthesize(props: Partial<MultiRegionServerlessApiProps> = {}, withAlarms = false, consistency?: Consistency) {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'plan-')) });
  const api = new MultiRegionServerlessApi(app, 'Hello', {
    regions: REGIONS, domain: { domainName: NAME, hostedZoneId: 'Z0123456789', zoneName: 'example.com' }, ...props,
  });
  api.addGlobalTable('Hits', { partitionKey: { name: 'id', type: AttributeType.STRING }, consistency });
  for (const region of api.regionalApis) {
    const code = Code.fromInline('exports.handler = async () => ({ statusCode: 200 });');
    region.addRoute('GET', '/hello', new Function(region, 'Hello', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code }));
  }
  if (withAlarms) api.regionalApis.forEach(region => region.addHealthAlarm(HealthAlarm.serverErrors(region)));
  return { directory: app.synth().directory, seconds: api.failoverTime.toSeconds() };
}

const before = synthesize();

// docs/costs.md has what they come to a month.
test.each<[string, Partial<MultiRegionServerlessApiProps>, boolean, string]>([
  ['the default', {}, false, '19.50'],
  ['a quick check from three Regions', { health: HealthCheck.deep({ failureThreshold: 1, checkerRegions: REGIONS }) }, false, '10.12'],
  ['an interval of ten seconds', { health: HealthCheck.deep({ interval: Duration.seconds(10) }) }, false, '52.49'],
  ['the drain switch', { drain: Drain.byPeers() }, false, '59.99'],
  ['a shallow check', { health: HealthCheck.shallow() }, false, '18.30'],
  ['alarms alone', { health: HealthCheck.alarms() }, true, '1.80'],
])('the templates of %s promise the failover time of the API, and cost what docs/costs.md says', (_, props, withAlarms, cost) => {
  const { directory, seconds } = synthesize(props, withAlarms);
  const told = planOf(directory);
  expect(told.rto).toEqual(REGIONS.map(region => ({ seconds, of: `${NAME} in ${region}` })));
  expect(monthly(told).toFixed(2)).toBe(cost);
});

test('a table promises what its consistency does', () => {
  const strong = synthesize({ regions: ['us-east-1', 'us-east-2', 'us-west-2'] }, false, Consistency.strong()).directory;
  expect([before.directory, strong].map(directory => planOf(directory).rpo)).toEqual([[{ seconds: 1, of: 'Hello-Hits' }], [{ seconds: 0, of: 'Hello-Hits' }]]);
});

test('a name without a health check has no bound, which no budget allows', () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'plan-'));
  fs.cpSync(before.directory, copy, { recursive: true });
  for (const file of fs.readdirSync(copy).filter(name => /useast1.*template/.test(name))) {
    const template = fs.readFileSync(path.join(copy, file), 'utf8');
    fs.writeFileSync(path.join(copy, file), template.replace(/"HealthCheckId": \{[^}]*\},?/g, ''));
  }
  const told = planOf(copy);
  expect(worst(told.rto)).toEqual({ seconds: undefined, of: `${NAME} in us-east-1` });
  expect(exceeding(told, { rto: 3600 })).toEqual([`RTO of ${NAME} in us-east-1 is without a bound, above the budget of 3600 s`]);
});

test('the headline tells what changes', () => {
  const of = (seconds: number, cost: number): Plan =>
    ({ rto: [{ seconds, of: NAME }], rpo: [{ seconds: 1, of: 'Hits' }], costs: [{ what: 'health checks', count: 3, monthly: cost }] });
  expect(headline(of(90, 10))).toBe('RTO 90 s, RPO 1 s, $10.00 a month');
  expect(headline(of(150, 6.9), of(90, 10))).toBe('RTO 90 s → 150 s, RPO 1 s, −$3.10 a month');
  expect(headline(of(90, 12), of(90, 10))).toBe('RTO 90 s, RPO 1 s, +$2.00 a month');
  expect(headline(of(90, 10), of(90, 10))).toBe('RTO 90 s, RPO 1 s, the same cost');
});

describe('`multi-region plan`', () => {
  const directory = os.tmpdir();

  test('says it in Markdown, and whether it is within the budgets', async () => {
    const within = await plan({ app: before.directory, directory, rto: 150, rpo: 1, json: false });
    expect(within.isKept).toBe(true);
    expect(within.text).toContain(`\n| RTO | ${NAME} in eu-west-1 | 150 s |\n`);
    const above = await plan({ app: before.directory, directory, rto: 149, rpo: 0, json: false });
    expect(above.isKept).toBe(false);
    expect(above.text).toContain('- ❌ RPO of Hello-Hits is 1 s, above the budget of 0 s');
  });

  test('compares with an assembly, and with what it printed of one in JSON', async () => {
    const after = synthesize({ health: HealthCheck.deep({ failureThreshold: 1 }) }).directory;
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plan-')), 'before.json');
    fs.writeFileSync(file, (await plan({ app: before.directory, directory, json: true })).text);
    for (const against of [before.directory, file]) {
      const { text } = await plan({ app: after, directory, against, json: false });
      expect(text).toMatch(/^## RTO 150 s → 90 s, RPO 1 s, the same cost\n/);
      expect(text).toContain(`| RTO | ${NAME} in eu-west-1 | 90 s | 150 s |`);
    }
    const nowhere = plan({ app: after, directory, against: 'nowhere', json: false });
    await expect(nowhere).rejects.toThrow('`--against` must be a cdk.out directory, a template, or a file of `plan --json`, got: nowhere');
  });
});
