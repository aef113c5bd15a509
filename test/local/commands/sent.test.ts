import { sent } from '../../../local/commands/sent';
import { ManualClock } from '../../../local/machine/clock';
import { Ses } from '../../../local/services/ses/ses';
import { aMachine, serve } from '../services/delivered';

const MAIL = {
  region: 'eu-west-1', service: 'SES', channel: 'email', messageId: 'm1', from: 'shop@example.com', to: ['ada@example.com', 'bob@example.com'], subject: 'Your order', body: 'x',
} as const;

test('what would have been sent is told, a line a message', async () => {
  const machine = aMachine(new ManualClock(Date.UTC(2026, 0, 1, 12)));
  const { clientIn, stop } = await serve(new Ses({ ...machine, mailIdentities: [] }));
  const { endpoint } = clientIn('us-east-1');
  expect(await sent(endpoint)).toBe('Nothing has been sent');
  machine.journal.write('sent', MAIL);
  machine.journal.write('sent', { region: 'us-east-1', service: 'SNS', channel: 'sms', messageId: 'm2', to: ['+49123'], body: 'two\nlines' });
  expect((await sent(endpoint)).split('\n')).toEqual([
    expect.stringMatching(/^\d\d:00:00 {2}eu-west-1 {2}email to ada@example.com, bob@example.com: Your order$/),
    expect.stringMatching(/^\d\d:00:00 {2}us-east-1 {2}sms to \+49123: two$/),
  ]);
  expect(JSON.parse((await sent(endpoint, { json: true })).split('\n')[0])).toEqual({ kind: 'sent', at: '2026-01-01T12:00:00.000Z', ...MAIL });
  await stop();
  await expect(sent(endpoint)).rejects.toThrow(`Nobody answers at ${endpoint}`);
});

test('nobody but the local Regions is asked', async () => {
  await expect(sent('https://email.eu-west-1.amazonaws.com')).rejects.toThrow('`--endpoint` must be the local Regions on this machine');
});
