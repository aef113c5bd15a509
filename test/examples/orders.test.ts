/** @cdk-validation */
import * as path from 'path';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageBatchCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import type { App, Stack } from 'aws-cdk-lib';
import { check, PLANTED } from './checked-app';
import { LocalRegions, start } from '../../local';
import { giveContext } from '../context';
import { broken, faultsOf, play, replaced, withFewCheckers } from '../local/drill/played';

/** How many orders are sent: 10,000 by `npm run orders`. */
const ORDERS = Number(process.env.ORDERS ?? 150);
const POISON = 3;
const LOST = 'eu-west-1';
const VISIBILITY_MS = 30_000;
const EXAMPLE = path.join(__dirname, '..', '..', 'examples', 'orders');

let app: App;
let findings: string[];
beforeAll(() => {
  giveContext({ '@aws-cdk/core:validateAgainstDefaultRules': true, 'aws:cdk:enable-path-metadata': true });
  ({ app } = require('../../examples/orders/app') as { app: App });
  findings = check(app, app.node.findChild('Shop').node.findChild(LOST) as Stack).findings;
});

test('the templates of the orders pass the offline validator and the AwsSolutions pack, which find what is wrong in others', () => {
  expect(findings).toEqual(PLANTED);
});

describe('the drill in which the home Region is lost with orders in its queue', () => {
  const DRILL = path.join(EXAMPLE, 'drills', 'home-region-lost.yaml');
  let assembly: string;

  beforeAll(() => { assembly = broken(app.outdir, withFewCheckers); });

  test('is passed', async () => {
    expect(faultsOf(await play(DRILL, assembly))).toEqual([]);
  }, 120_000);

  test('fails where orders come but once', async () => {
    const once = broken(assembly, replaced(/"maxReceiveCount": 5/, '"maxReceiveCount": 1'), /useast1/);
    expect(faultsOf(await play(DRILL, once))).toEqual(['lostUpdates', 'lostWork']);
  }, 120_000);
});

describe('orders', () => {
  const ids = Array.from({ length: ORDERS }, (_, i) => `${['us-east-1', LOST, 'ap-southeast-1'][i % 3]}/${i}`);
  const placed = new Set<string>();
  const waiting = new Set<() => void>();
  let regions: LocalRegions;

  beforeAll(async () => {
    regions = await start({
      app: app.outdir,
      directory: EXAMPLE,
      timeScale: ORDERS > 1000 ? 30 : 120, // a visibility time-out is a second, or less
      onOutput: ({ line }) => {
        const [, order] = /placed (\S+)/.exec(line) ?? [];
        if (order === undefined) return;
        placed.add(order);
        waiting.forEach(look => look());
      },
    });
  });
  afterAll(() => regions.stop());

  const client = (region: string) => new SQSClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

  /** Resolves once it holds. */
  const until = (holds: () => boolean) => new Promise<void>(resolve => {
    const look = () => {
      if (!holds()) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });

  /** Orders that can be placed, and some that nobody can. */
  async function sendTo(region: string) {
    const sqs = client(region);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'Shop-Orders' }));
    const bodies = [
      ...Array.from({ length: POISON }, (_, i) => ({ order: `poison ${i} of ${region}` })),
      ...ids.filter(id => id.startsWith(region)).map(order => ({ order, item: 'book' })),
    ].map(order => JSON.stringify(order));
    for (let at = 0; at < bodies.length; at += 10) {
      const Entries = bodies.slice(at, at + 10).map((MessageBody, i) => ({ Id: `${i}`, MessageBody }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      expect(Failed).toEqual([]);
    }
  }

  async function deadIn(region: string) {
    const sqs = client(region);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'Shop-Orders-DeadLetters' }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return { SourceArn: Attributes!.QueueArn, count: Number(Attributes!.ApproximateNumberOfMessages) };
  }

  /** Waits, a visibility time-out at a time, until all that is not placed is dead. */
  async function settled() {
    for (;;) {
      const dead = (await Promise.all(regions.regions.map(deadIn))).reduce((sum, { count }) => sum + count, 0);
      if (dead >= ORDERS - placed.size + 3 * POISON) return;
      await regions.clock.sleep(VISIBILITY_MS);
    }
  }

  test('that fail at random, are throttled, or wait in a Region that is lost, are placed, each at least once, and none is lost', async () => {
    regions.fault({ action: 'aws:lambda:invocation-error', function: 'Worker', invocationPercentage: 10, preventExecution: true, seed: 1 });
    regions.fault({ action: 'aws:lambda:invocation-error', function: 'Worker', invocationPercentage: 20, seed: 2 }); // it has placed orders, and fails
    regions.fault({ action: 'aws:fis:inject-api-throttle-error', service: 'dynamodb', operations: ['UpdateItem'], percentage: 20, seed: 3 });
    await sendTo(LOST);
    regions.lose(LOST);
    const [before, others] = [ids.filter(id => id.startsWith(LOST) && placed.has(id)), ids.filter(id => !id.startsWith(LOST))];
    await Promise.all(regions.regions.filter(region => region !== LOST).map(sendTo));
    await until(() => others.filter(id => placed.has(id)).length > 0.95 * others.length);
    expect(ids.filter(id => id.startsWith(LOST) && placed.has(id))).toEqual(before); // the rest waits there
    expect(before.length).toBeLessThan(ORDERS / 3);

    regions.restore(LOST);
    regions.clearFaults();
    await settled();
    await Promise.all(regions.regions.map(async region => {
      const { SourceArn, count } = await deadIn(region);
      if (count > 0) await client(region).send(new StartMessageMoveTaskCommand({ SourceArn }));
    }));
    await until(() => placed.size === ORDERS);
    await settled(); // nobody can place what is left

    await regions.replicated();
    const items = await regions.items('Shop-Placed', 'us-east-1') as unknown as { order: { S: string }; placedIn: { S: string }; times: { N: string } }[];
    expect(items.map(({ order }) => order.S).sort()).toEqual([...ids].sort());
    expect(items.filter(({ order, placedIn }) => !order.S.startsWith(`${placedIn.S}/`))).toEqual([]);
    expect(items.reduce((sum, { times }) => sum + Number(times.N), 0)).toBeGreaterThan(ORDERS); // some more than once
  }, 1_200_000);
});
