import { ChildProcess, spawn } from 'child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { drill, DrillReport, LocalRegions, ManualClock, start } from '../../../local';
import { openOnAws, policyText } from '../../../local/commands/drill-on-aws';
import { Aws } from '../../../local/drill/aws/aws';
import { playDrill } from '../../../local/drill/drill';
import { readDrill } from '../../../local/drill/drill-file';
import { Drain, HealthCheck, MultiRegionServerlessApi } from '../../../src';

const ROOT = path.join(__dirname, '..', '..', '..');

const HANDLER = `
  const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
  const dynamodb = new DynamoDBClient();
  exports.handler = async () => {
    const { Attributes } = await dynamodb.send(new UpdateItemCommand({
      TableName: 'Visits-Items', Key: { id: { S: 'visits' } }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW',
    }));
    return { statusCode: 200, body: JSON.stringify({ visits: Number(Attributes.n.N) }) };
  };
`;

const CLIENTS = `
name: A Region is taken out of service, and comes back
clients:
  visitor: { from: us-east-1, request: GET /visit, rises: visits, writes: { table: Visits-Items, counter: n } }
`;

/** By health checks, or by the drain switch. */
const takenOut = (out: string, back: string) => `${CLIENTS}
steps:
  - send: { client: visitor, times: 2, expect: { servedBy: us-east-1 } }
  - ${out}: us-east-1
  - until: { client: visitor, servedBy: eu-west-1, within: 10m }
  - send: { client: visitor, expect: { servedBy: eu-west-1 } }
  - ${back}: us-east-1
  - until: { client: visitor, servedBy: us-east-1, within: 10m }
  - replicated: true
  - items: { table: Visits-Items, are: [{ id: visits }], equal: true }
budgets: { failover: 10m, failback: 10m, errorShare: 0%, lostUpdates: 0, staleReads: 0, replicationLag: 1m }
`;

/** By an experiment of the app. */
const PAUSED = `${CLIENTS}
steps:
  - fault: { action: aws:dynamodb:global-table-pause-replication, region: us-east-1 }
  - send: { client: visitor, times: 2 }
  - clear: aws:dynamodb:global-table-pause-replication
  - replicated: true
  - items: { table: Visits-Items, are: [{ id: visits }], equal: true }
budgets: { errorShare: 0%, lostUpdates: 0, staleReads: 0 }
`;

let directory: string;
let assembly: string;
let regions: LocalRegions;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'on-aws-'));
  const app = new App({ outdir: path.join(directory, 'cdk.out') });
  const api = new MultiRegionServerlessApi(app, 'Visits', {
    regions: ['us-east-1', 'eu-west-1'],
    domain: { domainName: 'visits.example.com', hostedZoneId: 'Z0VISITS', zoneName: 'example.com' },
    health: HealthCheck.deep({ interval: Duration.seconds(10), failureThreshold: 1 }),
    drain: Drain.byPeers(),
  });
  const table = api.addGlobalTable('Items', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  for (const region of api.regionalApis) {
    const visit = new Function(region, 'Visit', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(HANDLER) });
    table.grant(visit, 'dynamodb:UpdateItem');
    region.addRoute('GET', '/visit', visit);
  }
  api.addDrillExperiments();
  assembly = app.synth().directory;
  writeFileSync(path.join(directory, 'cdk.json'), JSON.stringify({ app: assembly }));
  regions = await start({ app: assembly, directory: ROOT, timeScale: 30, replicationLag: 0, dnsPort: 0, onOutput: () => {} });
});

afterAll(() => regions.stop());

function write(text: string): string {
  const file = path.join(mkdtempSync(path.join(directory, 'drill-')), 'drill.yaml');
  writeFileSync(file, text);
  return file;
}

async function playOnAws(file: string): Promise<DrillReport> {
  const { drill: definition } = readDrill(file);
  const { target, changes } = await openOnAws({ directory, definition, endpoint: regions.awsUrl, via: regions.url, resolver: regions.dns!.server });
  changes.begin(file, regions.awsUrl);
  return playDrill(target, file).finally(() => changes.end());
}

/** All that does not depend on how long the machine takes. */
const verdictOf = ({ passed, failures, budgets, measured: { requests, errors, lostUpdates } }: DrillReport) =>
  ({ passed, failures, budgets: budgets.map(({ name, isKept, promised }) => ({ name, isKept, promised })), requests, errors, lostUpdates });

test.each([['invert', 'revert'], ['drain', 'undrain']])('a drill with `%s` has the same verdict on AWS, which the local Regions are by its protocols, as on the target `local`', async (out, back) => {
  const file = write(takenOut(out, back));
  const here = await start({ app: assembly, directory: ROOT, clock: new ManualClock(), onOutput: () => {} });
  const verdict = verdictOf(await drill(here, file).finally(() => here.stop()));
  expect(verdict).toMatchObject({ passed: true, failures: [] });
  expect(verdictOf(await playOnAws(file))).toEqual(verdict);
}, 120_000);

test('a drill starts the experiment that the app has for its fault, and ends it', async () => {
  const seen: boolean[] = [];
  const end = regions.journal.on('fault', ({ action, isOver }) => action === 'aws:dynamodb:global-table-pause-replication' && seen.push(isOver));
  const { failures, passed } = await playOnAws(write(PAUSED));
  end();
  expect({ failures, passed, seen }).toEqual({ failures: [], passed: true, seen: [false, true] });
}, 120_000);

describe('what a drill has changed', () => {
  interface Ran {
    text: string;
    readonly child: ChildProcess;
    readonly code: Promise<number | null>;
  }

  function multiRegion(file: string, ...args: string[]): Ran {
    const where = ['--endpoint', regions.awsUrl, '--via', regions.url, '--resolver', regions.dns!.server];
    const child = spawn(process.execPath, [path.join(ROOT, 'bin', 'multi-region'), 'drill', file, '--target', 'aws', ...where, ...args]);
    const ran: Ran = { text: '', child, code: new Promise(resolve => child.on('close', resolve)) };
    [child.stdout, child.stderr].forEach(stream => stream.on('data', chunk => { ran.text += chunk; }));
    return ran;
  }

  /** A drill that has taken a Region out, and is ended by a signal. */
  async function ended(signal: NodeJS.Signals): Promise<{ file: string; code: number | null }> {
    const file = write(`${CLIENTS}steps:\n  - invert: us-east-1\n  - sleep: 10h\n`);
    const isChanged = new Promise(resolve => regions.journal.on('healthCheckUpdate', resolve));
    const { child, code } = multiRegion(file, '--yes');
    await isChanged;
    child.kill(signal);
    return { file, code: await code };
  }

  const state = async () => ({ ...await new Aws(regions.awsUrl).healthCheck(regions.healthCheckId('us-east-1')), isLeft: isLeft() });
  const isLeft = () => existsSync(path.join(directory, '.multi-region', 'drill.json'));

  test('is restored by Ctrl-C', async () => {
    const { code } = await ended('SIGINT');
    expect({ code, ...await state() }).toEqual({ code: 130, disabled: false, inverted: false, isLeft: false });
  }, 120_000);

  test('is found by the next drill when this one is killed, and restored', async () => {
    const { file } = await ended('SIGKILL');
    expect(await state()).toEqual({ disabled: true, inverted: true, isLeft: true });
    const refused = multiRegion(file);
    expect(await refused.code).toBe(1);
    expect(refused.text).toMatch(/ended without restoring \(.*drill.json\):\n {2}the health check of us-east-1 \([0-9a-f-]+\): not disabled, not inverted\n/);
    const restored = multiRegion(file, '--restore');
    expect(await restored.code).toBe(0);
    expect(restored.text).toMatch(/\nRestored: the health check of us-east-1/);
    expect(await state()).toEqual({ disabled: false, inverted: false, isLeft: false });
  }, 120_000);
});

test('the last Region is not taken out of service: not by the file, and not where the others are unhealthy', async () => {
  const all = write(`${CLIENTS}steps:\n  - invert: us-east-1\n  - drain: eu-west-1\n`);
  await expect(playOnAws(all)).rejects.toThrow(/drill.yaml:7: eu-west-1 must not be taken out of service, for it is the last Region then/);
  regions.invert('eu-west-1');
  await expect(playOnAws(write(`${CLIENTS}steps:\n  - invert: us-east-1\n`))).rejects
    .toThrow(/drill.yaml:6: us-east-1 must not be taken out of service, for no other Region would serve its callers: eu-west-1 has an inverted health check/);
  regions.invert('eu-west-1', false);
});

test('what AWS does not do is refused before anything is touched', async () => {
  await expect(playOnAws(write(`${CLIENTS}steps:\n  - lose: us-east-1\n`))).rejects.toThrow(/drill.yaml:6: A Region of AWS cannot be lost on purpose/);
  const fault = '{ action: \'aws:lambda:invocation-error\', region: us-east-1 }';
  await expect(playOnAws(write(`${CLIENTS}steps:\n  - fault: ${fault}\n`))).rejects.toThrow(/drill.yaml:6: No experiment of the app, as it is deployed, does that: \{"action":"aws:dynamodb:global-table-pause-replication"/);
});

test('the policy that it needs has the ARNs of what its steps touch, and no more', async () => {
  const { drill: definition } = readDrill(write(takenOut('drain', 'undrain')));
  const { Statement: statements } = JSON.parse(await policyText({ directory, definition }));
  expect(Object.fromEntries(statements.map((one: { Action: string[]; Resource: string[] }) => [one.Action.join(), one.Resource]))).toEqual({
    'cloudformation:DescribeStacks': [
      expect.stringMatching(/^arn:aws:cloudformation:us-east-1:\*:stack\/Visits-us-east-1\/\*$/),
      'arn:aws:cloudformation:eu-west-1:*:stack/Visits-eu-west-1/*',
      'arn:aws:cloudformation:us-east-1:*:stack/Visits-Tables/*',
    ],
    'route53:GetHealthCheck': ['arn:aws:route53:::healthcheck/*'],
    'dynamodb:GetItem': ['arn:aws:dynamodb:eu-west-1:*:table/Visits-DrainSwitch', 'arn:aws:dynamodb:us-east-1:*:table/Visits-DrainSwitch'],
    'dynamodb:PutItem,dynamodb:DeleteItem': ['arn:aws:dynamodb:eu-west-1:*:table/Visits-DrainSwitch'],
    'dynamodb:Scan': ['arn:aws:dynamodb:eu-west-1:*:table/Visits-Items', 'arn:aws:dynamodb:us-east-1:*:table/Visits-Items'],
    'cloudwatch:GetMetricData': '*',
  });
});
