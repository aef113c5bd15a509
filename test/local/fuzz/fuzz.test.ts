import { synthesizeFuzzed } from './fuzzed-app';
import { dns, dynamoDb, hangUp, httpMessage, Outcome, Send, sqs } from './messages';
import { LocalRegions, start } from '../../../local';
import { seeded } from '../../../local/faults/chance';
import { APP_DIRECTORY } from '../visits-app';

/** How many messages are sent: 100,000 by `npm run fuzz`. */
const MESSAGES = Number(process.env.MESSAGES ?? 2000);
const SEED = Number(process.env.SEED ?? 1);
const AT_ONCE = 16;

let regions: LocalRegions;
beforeAll(async () => {
  regions = await start({ app: synthesizeFuzzed(), directory: APP_DIRECTORY, dnsPort: 0 });
});
afterAll(async () => {
  hangUp();
  await regions.stop();
});

test.each<[string, Send, string]>([
  ['HTTP', httpMessage, '200'],
  ['DynamoDB', dynamoDb, '200'],
  ['SQS', sqs, '200'],
  ['DNS', dns, 'NOERROR'],
])('messages of %s that are none are answered in AWS\'s shape, and nothing of the inside is told', async (kind, send, good) => {
  const random = seeded(SEED);
  const answers: Record<string, number> = {};
  const problems: Outcome[] = [];
  let left = MESSAGES / 4;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) {
      const outcome = await send(regions, random);
      answers[outcome.answer] = (answers[outcome.answer] ?? 0) + 1;
      if (outcome.problem) problems.push(outcome);
    }
  }));
  if (process.env.MESSAGES) process.stdout.write(`${kind}, seed ${SEED}: ${JSON.stringify(answers)}\n`);
  const ofAKind = [...new Map(problems.map(outcome => [outcome.problem!.replace(/\d+/g, '').slice(0, 80), outcome])).values()];
  expect(ofAKind.slice(0, 20)).toEqual([]);
  expect(answers[good]).toBeGreaterThan(MESSAGES / 200); // many are what they should be
}, 600_000);
