import { Cron } from '../../../../local/machine/schedule/cron';

const MONDAY = Date.UTC(2026, 10, 30, 21); // the last of November

function times(expression: string, count: number, after = MONDAY): string[] {
  const cron = new Cron(expression);
  const found: string[] = [];
  for (let time = cron.next(after); time !== undefined && found.length < count; time = cron.next(time)) {
    found.push(new Date(time).toISOString().slice(0, 16));
  }
  return found;
}

// Those of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html, and one for each wildcard.
test.each([
  ['0 10 * * ? *', ['2026-12-01T10:00', '2026-12-02T10:00']],
  ['15 12 * * ? *', ['2026-12-01T12:15', '2026-12-02T12:15']],
  ['0 18 ? * MON-FRI *', ['2026-12-01T18:00', '2026-12-02T18:00', '2026-12-03T18:00', '2026-12-04T18:00', '2026-12-07T18:00']],
  ['0 8 1 * ? *', ['2026-12-01T08:00', '2027-01-01T08:00']],
  ['0/15 * * * ? *', ['2026-11-30T21:15', '2026-11-30T21:30', '2026-11-30T21:45', '2026-11-30T22:00']],
  ['0/10 * ? * MON-FRI *', ['2026-11-30T21:10', '2026-11-30T21:20']],
  ['0/5 8-17 ? * MON-FRI *', ['2026-12-01T08:00', '2026-12-01T08:05']],
  ['0/30 20-2 ? * MON-FRI *', ['2026-11-30T21:30', '2026-11-30T22:00', '2026-11-30T22:30', '2026-11-30T23:00', '2026-11-30T23:30', '2026-12-01T00:00']],
  ['0 0 ? * FRI-MON *', ['2026-12-04T00:00', '2026-12-05T00:00', '2026-12-06T00:00', '2026-12-07T00:00', '2026-12-11T00:00']],
  ['0 0 L * ? *', ['2026-12-31T00:00', '2027-01-31T00:00', '2027-02-28T00:00']],
  ['0 0 L-2 * ? *', ['2026-12-29T00:00', '2027-01-29T00:00', '2027-02-26T00:00']],
  ['0 0 15W * ? *', ['2026-12-15T00:00', '2027-01-15T00:00', '2027-02-15T00:00']],
  ['0 0 3W 1,7,10 ? *', ['2027-01-04T00:00', '2027-07-02T00:00', '2027-10-04T00:00']],
  ['0 0 1W 8 ? *', ['2027-08-02T00:00']],
  ['0 0 LW * ? *', ['2026-12-31T00:00', '2027-01-29T00:00', '2027-02-26T00:00']],
  ['0 0 ? * 6L *', ['2026-12-25T00:00', '2027-01-29T00:00']],
  ['0 0 ? * FRI#3 *', ['2026-12-18T00:00', '2027-01-15T00:00']],
  ['0 0 ? * L *', ['2026-12-05T00:00', '2026-12-12T00:00']],
  ['0 0 29 2 ? *', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['5 4 ? jan-mar mon 2027', ['2027-01-04T04:05', '2027-01-11T04:05']],
  ['0 12 1 1 ? 2026/5', ['2031-01-01T12:00', '2036-01-01T12:00']],
])('%s is due at %p', (expression, expected) => {
  expect(times(expression, expected.length)).toEqual(expected);
});

test.each(['0 0 31 2 ? *', '0 0 1 1 ? 2025'])('%s is never due', expression => {
  expect(times(expression, 1)).toEqual([]);
});

test.each([
  ['0 10 * * *', 'a cron expression has six fields, got: 0 10 * * *'],
  ['0 10 * * * *', 'one of the day of month and the day of week must be ?, and the other not, got: 0 10 * * * *'],
  ['0 10 ? * ? *', 'one of the day of month and the day of week must be ?, and the other not, got: 0 10 ? * ? *'],
  ['60 10 * * ? *', 'the minutes of a cron expression is from 0 to 59, got: 60'],
  ['0 24 * * ? *', 'the hours of a cron expression is from 0 to 23, got: 24'],
  ['0 0 ? * 8 *', 'the day of week of a cron expression is from 1 to 7, got: 8'],
  ['0 0 ? * DAY *', 'the day of week of a cron expression is from 1 to 7, got: DAY'],
  ['0/0 0 * * ? *', 'the minutes of a cron expression is from 0 to 59, got: 0/0'],
])('%s is refused: %s', (expression, message) => {
  expect(() => new Cron(expression)).toThrow(message);
});
