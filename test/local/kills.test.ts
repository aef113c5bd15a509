import { ChildProcess, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { APP_DIRECTORY } from './visits-app';

const KILLS = Number(process.env.KILLS ?? 2);
const WRITERS = 32;
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
/** How many events a writer keeps. */
const EVENTS = 5;

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'kills-'));
const folder = path.join(directory, 'data');
let child: ChildProcess | undefined;

afterAll(() => {
  child?.kill('SIGKILL');
  fs.rmSync(directory, { recursive: true });
});

function synthesize(): string {
  const app = new App({ outdir: path.join(directory, 'cdk.out') });
  const [region, ...others] = REGIONS;
  new TableV2(new Stack(app, 'Kills', { env: { region } }), 'Items', {
    tableName: 'Items', partitionKey: { name: 'id', type: AttributeType.STRING }, replicas: others.map(other => ({ region: other })),
  });
  return app.synth().directory;
}

/** Starts the command, whose writes would take a minute to the other Regions. */
function spawnRegions(app: string) {
  const flags = ['--app', app, '--persist', folder, '--replication-lag', '60000', '--port', '0', '--aws-port', '0', '--json'];
  const process_ = child = spawn(process.execPath, [path.join(APP_DIRECTORY, 'bin', 'multi-region'), 'local', ...flags], { cwd: directory });
  let said = '';
  const ended = new Promise<string>(resolve => process_.once('close', () => resolve(said)));
  const started = new Promise<string>((resolve, reject) => {
    process_.stdout.on('data', data => {
      said += data;
      if (said.includes('\n')) resolve(JSON.parse(said.split('\n')[0]).awsUrl);
    });
    process_.stderr.on('data', data => { said += data; });
    void ended.then(all => reject(new Error(`The Regions ended: ${all}`)));
  });
  started.catch(() => {}); // who kills it during the start does not ask
  return { started, kill: () => { process_.kill('SIGKILL'); return ended; } };
}

/** A request of DynamoDB; rejects when the process that should answer is killed. */
async function send(awsUrl: string, region: string, operation: string, input: object): Promise<any> {
  const response = await fetch(awsUrl, {
    method: 'POST',
    headers: {
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'authorization': `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request`,
    },
    body: JSON.stringify({ TableName: 'Items', ...input }),
  });
  const answer = await response.json();
  if (response.status !== 200) throw new Refused(JSON.stringify(answer));
  return answer;
}

class Refused extends Error {}

/** Writes one thing after the other in one Region, and knows what was answered. */
class Writer {
  private readonly region: string;
  /** How many steps have been answered, of those that have begun. */
  private done = 0;
  private begun = 0;

  constructor(private readonly name: string, index: number) {
    this.region = REGIONS[index % REGIONS.length];
  }

  async write(awsUrl: string, onAnswer: () => void): Promise<void> {
    try {
      for (;;) {
        this.begun = this.done + 1;
        await this.step(awsUrl, this.begun);
        this.done = this.begun;
        onAnswer();
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
  }

  /** What is wrong with what a Region has, if anything is: the step that nobody answered may be there or not. It goes on from there. */
  check(items: ReadonlyMap<string, string>): string[] {
    const value = (item: string) => items.get(`${this.name}-${item}`);
    const count = Number(value('count') ?? 0);
    const [left, right] = [value('left'), value('right')];
    const steps = [this.done, this.begun];
    // Each step counts, writes a pair, puts an event, and deletes an old one.
    const counted = steps.includes(count) ? [] : [`counted ${count}`];
    const paired = left === right && steps.includes(Number(left ?? 0)) ? [] : [`the pair is ${left} and ${right}`];
    const events = [...items.keys()].filter(id => id.startsWith(`${this.name}-event-`)).map(id => Number(id.split('-').pop())).sort((a, b) => a - b);
    const least = Array.from({ length: this.done }, (_, i) => i + 1).filter(n => n > this.begun - EVENTS);
    const most = Array.from({ length: this.begun }, (_, i) => i + 1).filter(n => n > this.done - EVENTS);
    const had = least.every(n => events.includes(n)) && events.every(n => most.includes(n)) ? [] : [`the events are ${events}`];
    return [...counted, ...paired, ...had].map(problem => `${this.name}: ${problem}, after ${this.done} of ${this.begun} steps`);
  }

  /** Does anew what nobody answered: each part is such that this may be. */
  async repair(awsUrl: string): Promise<void> {
    if (this.begun > this.done) await this.step(awsUrl, this.begun);
    this.done = this.begun;
  }

  private async step(awsUrl: string, n: number) {
    const N = String(n);
    const id = (item: string) => ({ id: { S: `${this.name}-${item}` } });
    const item = (name: string) => ({ ...id(name), n: { N } });
    await Promise.all([
      send(awsUrl, this.region, 'UpdateItem', { Key: id('count'), UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': { N } } }),
      send(awsUrl, this.region, 'TransactWriteItems', { TransactItems: ['left', 'right'].map(side => ({ Put: { TableName: 'Items', Item: item(side) } })) }),
      send(awsUrl, this.region, 'PutItem', { Item: item(`event-${n}`) }),
      send(awsUrl, this.region, 'DeleteItem', { Key: id(`event-${n - EVENTS}`) }),
    ]);
  }
}

async function itemsIn(awsUrl: string, region: string): Promise<Map<string, string>> {
  const { Items, LastEvaluatedKey } = await send(awsUrl, region, 'Scan', {});
  expect(LastEvaluatedKey).toBeUndefined();
  return new Map(Items.map((item: any) => [item.id.S, item.n.N]));
}

/** Kills a start when the folder has changed for the nth time, if it has not ended by then. */
async function killDuringStart(app: string, changes: number) {
  const regions = spawnRegions(app);
  let seen = 0;
  const watcher = fs.watch(folder);
  const changed = new Promise<void>(resolve => watcher.on('change', () => { if (++seen >= changes) resolve(); }));
  await Promise.race([changed, regions.started]);
  watcher.close();
  await regions.kill();
}

test(`under ${WRITERS} writers, ${KILLS} times: no acknowledged write is lost, no transaction is half there, and no start is`, async () => {
  const app = synthesize();
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`w${index}`, index));
  let answered = 0;
  for (let kill = 0; kill <= KILLS; kill++) {
    if (kill > 0) await killDuringStart(app, kill);
    const regions = spawnRegions(app);
    const awsUrl = await regions.started;
    const replicas = await Promise.all(REGIONS.map(region => itemsIn(awsUrl, region)));
    expect(replicas.flatMap((items, at) => writers.flatMap(writer => writer.check(items).map(problem => `${REGIONS[at]}, ${problem}`)))).toEqual([]);
    if (kill === KILLS) {
      await regions.kill();
      break;
    }
    await Promise.all(writers.map(writer => writer.repair(awsUrl)));
    let left = WRITERS + Math.floor(Math.random() * 5 * WRITERS);
    let ended: Promise<string> | undefined;
    await Promise.all(writers.map(writer => writer.write(awsUrl, () => {
      answered++;
      if (--left === 0) ended = regions.kill();
    })));
    await ended;
  }
  expect(answered).toBeGreaterThan(KILLS * WRITERS);
}, 20_000 + KILLS * 15_000);
