import { HITS, PLAIN } from './hits-table';
import { Replicas } from './replicas';
import { LostWrites } from '../../../../local/services/dynamodb/replication';

const [US, EU, AP] = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const Key = { ip: { S: '192.0.2.1' }, region: { S: US } };

let replicas: Replicas;
let random = 0.5;
let lost: LostWrites[];

beforeEach(async () => {
  random = 0.5;
  lost = [];
  replicas = new Replicas(HITS, { lag: { mean: 500, jitter: 0.2 }, random: () => random, onLoss: loss => lost.push(loss) });
  await replicas.start();
});

afterEach(() => replicas.stop());

const put = (region: string, note: string, more: object = {}) =>
  replicas.execute(region, 'PutItem', { Item: { ...Key, note: { S: note }, country: { S: 'AT' }, count: { N: '1' } }, ...more });
const remove = (region: string) => replicas.execute(region, 'DeleteItem', { Key });
const add = (region: string, key: object = Key) =>
  replicas.execute(region, 'UpdateItem', { Key: key, UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': { N: '1' } } });
const note = async (region: string) => (await replicas.execute(region, 'GetItem', { Key })).Item?.note.S;
const notes = () => Promise.all([US, EU, AP].map(note));
const notesByCountry = async (region: string) => (await replicas.execute(region, 'Query', {
  IndexName: 'byCountry', KeyConditionExpression: 'country = :at', ExpressionAttributeValues: { ':at': { S: 'AT' } },
})).Items.map((item: any) => item.note.S);

describe('lag', () => {
  test('a write is seen in the other Regions after 500 ms, and not before', async () => {
    await put(US, 'a');
    await replicas.clock.advance(499);
    expect(await notes()).toEqual(['a', undefined, undefined]);
    await replicas.clock.advance(1);
    expect(await notes()).toEqual(['a', 'a', 'a']);
  });

  test.each([[0, 400], [0.25, 450], [0.75, 550], [1 - Number.EPSILON, 600]])('the lag strays 20 %% about its mean: %s → %s ms', async (draw, lag) => {
    random = draw;
    await put(US, 'a');
    await replicas.clock.advance(lag - 1);
    expect(await note(EU)).toBeUndefined();
    await replicas.clock.advance(1);
    expect(await note(EU)).toEqual('a');
  });

  test('a new lag counts for the writes after it', async () => {
    await put(US, 'a');
    replicas.replication.lagMs = 2000;
    await replicas.clock.advance(500);
    expect(await note(EU)).toEqual('a');
    await put(US, 'b');
    await replicas.clock.advance(1999);
    expect(await note(EU)).toEqual('a');
    await replicas.clock.advance(1);
    expect(await note(EU)).toEqual('b');
  });

  test('a write that overtakes an older one of the same item is not undone by it', async () => {
    random = 1;
    await put(US, 'slow');
    random = 0;
    await put(US, 'fast');
    await replicas.clock.advance(400);
    expect(await note(EU)).toEqual('fast');
    await replicas.clock.advance(200);
    expect(await notes()).toEqual(['fast', 'fast', 'fast']);
  });

  test('idle resolves when all has arrived, and not before', async () => {
    await replicas.replication.idle();
    await put(US, 'a');
    let idle = false;
    const resolved = replicas.replication.idle().then(() => { idle = true; });
    await replicas.clock.advance(499);
    expect(idle).toBe(false);
    await replicas.clock.advance(1);
    await resolved;
    expect(await notes()).toEqual(['a', 'a', 'a']);
  });
});

describe('indexes', () => {
  test('a query of a replica\'s index sees replicated updates and deletes', async () => {
    await put(US, 'a');
    await replicas.clock.advance(500);
    expect(await notesByCountry(EU)).toEqual(['a']);
    await put(AP, 'b', { Item: { ...Key, note: { S: 'b' }, country: { S: 'AT' }, count: { N: '2' } } });
    await replicas.clock.advance(500);
    expect(await notesByCountry(EU)).toEqual(['b']);
    await remove(US);
    await replicas.clock.advance(500);
    expect(await notesByCountry(EU)).toEqual([]);
  });

  test('a replicated version without the index key leaves the replica\'s index', async () => {
    await put(US, 'a');
    await replicas.clock.advance(500);
    await replicas.execute(US, 'UpdateItem', { Key, UpdateExpression: 'REMOVE country' });
    await replicas.clock.advance(500);
    expect(await notesByCountry(EU)).toEqual([]);
    expect(await note(EU)).toEqual('a');
  });
});

describe('lost writes', () => {
  const told = () => lost.map(({ region, by, writes }) => `${by} over ${writes} of ${region}`).sort();

  test('those that a write replaced without knowing them are told once, when their Region gets to know', async () => {
    await put(US, 'one');
    await put(US, 'two');
    await replicas.clock.advance(1);
    await put(EU, 'last');
    await replicas.clock.advance(498);
    expect(told()).toEqual([]);
    await replicas.clock.advance(100);
    expect(told()).toEqual([`${EU} over 2 of ${US}`]);
    expect(lost[0]).toMatchObject({ table: 'Hits', item: { ...Key, note: { S: 'last' } } });
  });

  test('of three Regions, each tells its own', async () => {
    await put(AP, 'ap');
    await put(US, 'us');
    await put(EU, 'eu');
    await replicas.clock.advance(600);
    expect(told()).toEqual([`${US} over 1 of ${AP}`, `${US} over 1 of ${EU}`].sort());
  });

  test('a write on what another Region had sent loses nothing, and neither does one of the very same item', async () => {
    await put(US, 'a');
    await replicas.clock.advance(500);
    await put(EU, 'b');
    await replicas.clock.advance(500);
    await put(US, 'same');
    await put(EU, 'same');
    await replicas.clock.advance(500);
    expect(told()).toEqual([]);
  });

  test('a deletion loses an update, or is lost to it', async () => {
    await put(US, 'a');
    await replicas.clock.advance(500);
    await add(EU);
    await replicas.clock.advance(1);
    await remove(US);
    await replicas.clock.advance(500);
    expect(told()).toEqual([`${US} over 1 of ${EU}`]);
    expect(lost[0].item).toMatchObject({ note: { S: 'a' } });
  });

  test('of what two Regions add, what is not in the sum is lost, whatever the lag and the pauses', async () => {
    const draws = [0.1, 0.9, 0.4, 0.7, 0.2, 1, 0];
    const added = { count: 0 };
    for (let step = 0; step < 60; step++) {
      random = draws[step % draws.length];
      if (step % 17 === 5) replicas.replication.pause(US);
      if (step % 17 === 11) replicas.replication.resume(US);
      for (const region of step % 3 === 0 ? [US, EU] : step % 5 === 0 ? [EU] : [US]) {
        await add(region);
        added.count++;
      }
      await replicas.clock.advance(100);
    }
    replicas.replication.resume(US);
    await replicas.clock.advance(1_000);
    const [{ hits }] = await replicas.items(AP);
    const sum = lost.reduce((all, { writes }) => all + writes, 0);
    expect(sum).toBeGreaterThan(10);
    expect(Number(hits.N) + sum).toBe(added.count);
  });
});

describe('conflicts', () => {
  test('the last writer of an item wins in every Region', async () => {
    await put(US, 'first');
    await replicas.clock.advance(1);
    await put(EU, 'last');
    await replicas.clock.advance(600);
    expect(await notes()).toEqual(['last', 'last', 'last']);
  });

  test('of two writes at one instant the same one wins in every Region', async () => {
    await put(AP, 'ap');
    await put(US, 'us');
    await put(EU, 'eu');
    await replicas.clock.advance(600);
    expect(await notes()).toEqual(['us', 'us', 'us']);
  });

  test('the last writer wins per item, not per attribute', async () => {
    await replicas.execute(US, 'UpdateItem', { Key, UpdateExpression: 'SET a = :v', ExpressionAttributeValues: { ':v': { S: 'us' } } });
    await replicas.clock.advance(1);
    await replicas.execute(EU, 'UpdateItem', { Key, UpdateExpression: 'SET b = :v', ExpressionAttributeValues: { ':v': { S: 'eu' } } });
    await replicas.clock.advance(600);
    expect(await replicas.items(US)).toEqual([{ ...Key, b: { S: 'eu' } }]);
  });

  test('a delete wins over older writes that arrive after it', async () => {
    replicas.replication.pause(US, AP);
    await put(US, 'a');
    await replicas.clock.advance(500);
    await remove(EU);
    await replicas.clock.advance(500);
    replicas.replication.resume(US, AP);
    await replicas.clock.advance(0);
    expect(await notes()).toEqual([undefined, undefined, undefined]);
  });

  test('a write after a delete wins', async () => {
    await put(US, 'a');
    await replicas.clock.advance(500);
    await remove(EU);
    await put(EU, 'b');
    await replicas.clock.advance(500);
    expect(await notes()).toEqual(['b', 'b', 'b']);
  });

  test('a condition is judged by the local Region\'s version alone', async () => {
    const ifNew = { ConditionExpression: 'attribute_not_exists(ip)' };
    await put(US, 'us', ifNew);
    await replicas.clock.advance(1);
    await put(EU, 'eu', ifNew);
    await replicas.clock.advance(600);
    expect(await notes()).toEqual(['eu', 'eu', 'eu']);
    await expect(put(US, 'again', ifNew)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  test('two Regions that count on one item at once lose an increment', async () => {
    await Promise.all([add(US), add(EU)]);
    await replicas.clock.advance(600);
    const hits = (await replicas.items(AP)).map(item => item.hits.N);
    expect(hits).toEqual(['1']);
  });

  test('two Regions that count on an item each lose none', async () => {
    await Promise.all([US, EU].map(region => add(region, { ip: Key.ip, region: { S: region } })));
    await replicas.clock.advance(600);
    const hits = (await replicas.items(AP)).map(item => Number(item.hits.N));
    expect(hits.reduce((sum, n) => sum + n)).toEqual(2);
  });
});

test('each item of a transaction replicates on its own', async () => {
  const draws = [0, 0, 1, 1];
  await replicas.stop();
  replicas = new Replicas(HITS, { lag: { mean: 500, jitter: 0.2 }, random: () => draws.shift()! });
  await replicas.start();
  const item = (region: string) => ({ Put: { TableName: 'Hits', Item: { ip: Key.ip, region: { S: region } } } });
  await replicas.execute(US, 'TransactWriteItems', { TransactItems: [item('first'), item('second')] });
  await replicas.clock.advance(400);
  expect(await replicas.items(EU)).toMatchObject([{ region: { S: 'first' } }]);
  await replicas.clock.advance(200);
  expect(await replicas.items(EU)).toMatchObject([{ region: { S: 'first' } }, { region: { S: 'second' } }]);
});

describe('pause', () => {
  test('a paused Region neither sends nor receives, the others go on', async () => {
    replicas.replication.pause(EU);
    await put(US, 'us');
    await replicas.clock.advance(500);
    expect(await notes()).toEqual(['us', undefined, 'us']);
    await put(EU, 'eu');
    await replicas.clock.advance(10_000);
    expect(await notes()).toEqual(['us', 'eu', 'us']);
  });

  test('what a pause held is delivered when it ends', async () => {
    replicas.replication.pause(EU);
    await put(US, 'us');
    await replicas.clock.advance(10_000);
    expect(await notes()).toEqual(['us', undefined, 'us']);
    await replicas.replication.idle();
    replicas.replication.resume(EU);
    await replicas.clock.advance(0);
    expect(await notes()).toEqual(['us', 'us', 'us']);
  });

  test('what a pause held no longer than its lag still takes its lag', async () => {
    replicas.replication.pause(EU);
    await put(US, 'us');
    await replicas.clock.advance(100);
    replicas.replication.resume(EU);
    await replicas.clock.advance(399);
    expect(await note(EU)).toBeUndefined();
    await replicas.clock.advance(1);
    expect(await note(EU)).toEqual('us');
  });

  test('a pause between two Regions leaves the third connected to both', async () => {
    replicas.replication.pause(EU, US);
    await put(US, 'us');
    await replicas.clock.advance(500);
    expect(await notes()).toEqual(['us', undefined, 'us']);
    replicas.replication.resume(US, EU);
    await replicas.clock.advance(0);
    expect(await note(EU)).toEqual('us');
  });

  test('pauses overlap: a link goes on when the last that holds it ends', async () => {
    replicas.replication.pause(US);
    replicas.replication.pause(EU);
    await put(US, 'us');
    await replicas.clock.advance(500);
    replicas.replication.resume(US);
    await replicas.clock.advance(500);
    expect(await notes()).toEqual(['us', undefined, 'us']);
    replicas.replication.resume(EU);
    await replicas.clock.advance(500);
    expect(await note(EU)).toEqual('us');
  });
});

test('a table in one Region is replicated nowhere', async () => {
  const engine = replicas.engines.get(US)!;
  await engine.createTable(PLAIN);
  await engine.execute('PutItem', { TableName: 'Plain', Item: { id: { S: 'a' } } });
  replicas.replication.replicate(PLAIN);
  await engine.execute('PutItem', { TableName: 'Plain', Item: { id: { S: 'b' } } });
  await replicas.replication.idle(); // though no time has passed
});

test('a table with a replica in a Region that is not local is refused', () => {
  expect(() => replicas.replication.replicate({ ...PLAIN, regions: ['us-east-1', 'sa-east-1'] })).toThrow(
    '`regions` of table Plain must be local Regions (us-east-1, eu-west-1, ap-southeast-1), got: ["sa-east-1"]');
});

test('after it is stopped nothing more is delivered', async () => {
  await put(US, 'us');
  await replicas.replication.stop();
  await replicas.clock.advance(1000);
  expect(await notes()).toEqual(['us', undefined, undefined]);
});
