import { lostWrites, stamped } from '../../runtime';

const update = (UpdateExpression?: string) => ({ TableName: 'T', Key: { id: 'a' }, UpdateExpression });

test.each([
  [undefined, 'SET #writtenIn = :writtenIn ADD #writes :oneWrite'],
  ['SET city = :city', 'SET #writtenIn = :writtenIn, city = :city ADD #writes :oneWrite'],
  ['set city = :city', 'set #writtenIn = :writtenIn, city = :city ADD #writes :oneWrite'],
  ['REMOVE city ADD hits :one', 'REMOVE city ADD #writes :oneWrite, hits :one SET #writtenIn = :writtenIn'],
  ['ADD #set :one', 'ADD #writes :oneWrite, #set :one SET #writtenIn = :writtenIn'],
  ['SET a.#add = :x', 'SET #writtenIn = :writtenIn, a.#add = :x ADD #writes :oneWrite'],
])('an update has its own actions and those of the stamp: %s', (expression, expected) => {
  expect(stamped(update(expression), 'eu-west-1')).toMatchObject({ TableName: 'T', Key: { id: 'a' }, UpdateExpression: expected });
});

test('the names and values of an update are kept, and the Region is the function\'s', () => {
  process.env.AWS_REGION = 'eu-west-1';
  const { ExpressionAttributeNames, ExpressionAttributeValues } = stamped({
    ...update('SET #city = :city'), ExpressionAttributeNames: { '#city': 'city' }, ExpressionAttributeValues: { ':city': 'Dublin' },
  });
  expect(ExpressionAttributeNames).toEqual({ '#city': 'city', '#writtenIn': 'writtenIn', '#writes': 'writes-eu-west-1' });
  expect(ExpressionAttributeValues).toEqual({ ':city': 'Dublin', ':writtenIn': 'eu-west-1', ':oneWrite': 1 });
});

const image = (writtenIn: string | undefined, us: number, eu: number) => ({
  ...writtenIn && { writtenIn: { S: writtenIn } }, 'writes-us-east-1': { N: `${us}` }, 'writes-eu-west-1': { N: `${eu}` },
});

test.each([
  ['by one that knew none of the last two', image('us-east-1', 3, 1), image('eu-west-1', 1, 2), 2],
  ['by one that knew all', image('us-east-1', 3, 1), image('eu-west-1', 3, 2), 0],
  ['by the Region itself', image('us-east-1', 3, 1), image('us-east-1', 1, 1), 0],
  ['by one without a stamp', image('us-east-1', 3, 1), image(undefined, 0, 0), 0],
  ['where there was none', undefined, image('eu-west-1', 0, 1), 0],
  ['by a deletion', image('us-east-1', 3, 1), undefined, 0],
])('writes are lost in us-east-1 when the item is written %s: %#', (_, OldImage, NewImage, lost) => {
  expect(lostWrites({ dynamodb: { OldImage, NewImage } }, 'us-east-1')).toBe(lost);
});
