import { ListEmailIdentitiesCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { AwsClient } from 'aws4fetch';
import { ManualClock } from '../../../../local/machine/clock';
import { Ses } from '../../../../local/services/ses/ses';
import { ACCOUNT, aMachine, serve } from '../delivered';

const REGION = 'eu-west-1';
const SIMPLE = { Subject: { Data: 'Your order' }, Body: { Text: { Data: 'It is on its way.' }, Html: { Data: '<p>It is on its way.</p>' } } };
const Destination = { ToAddresses: ['ada@example.com'], CcAddresses: ['bob@example.com'] };

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function running() {
  const machine = aMachine(new ManualClock(Date.UTC(2026, 0, 1)));
  const service = new Ses({ ...machine, mailIdentities: [{ name: 'example.com', region: REGION }, { name: 'ada@mail.example.com', region: REGION }, { name: 'example.org', region: 'us-east-1' }] });
  const served = await serve(service);
  stop = served.stop;
  const { endpoint, credentials } = served.clientIn(REGION);
  const form = async (action: Record<string, string>) => {
    const client = new AwsClient({ ...credentials, service: 'ses', region: REGION, retries: 0 });
    return client.fetch(endpoint, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(action).toString() });
  };
  return { ...machine, service, form, client: new SESv2Client(served.clientIn(REGION)) };
}

test('mail is kept, with all of its recipients, and not sent', async () => {
  const { client, service } = await running();
  const { MessageId } = await client.send(new SendEmailCommand({ FromEmailAddress: 'Shop <shop@example.com>', Destination, Content: { Simple: SIMPLE } }));
  expect(service.sent).toEqual([{
    kind: 'sent',
    at: Date.UTC(2026, 0, 1),
    region: REGION,
    service: 'SES',
    channel: 'email',
    messageId: MessageId,
    from: 'Shop <shop@example.com>',
    to: ['ada@example.com', 'bob@example.com'],
    subject: 'Your order',
    body: 'It is on its way.',
    html: '<p>It is on its way.</p>',
  }]);
});

test('a raw message tells by itself where it goes', async () => {
  const { client, service } = await running();
  const Data = Buffer.from('From: shop@example.com\r\nTo: ada@example.com,\r\n bob@example.com\r\nSubject: Raw\r\n\r\nSubject: not this\r\n');
  await client.send(new SendEmailCommand({ Content: { Raw: { Data } } }));
  expect(service.sent).toMatchObject([{ from: 'shop@example.com', to: ['ada@example.com', 'bob@example.com'], subject: 'Raw' }]);
});

test('a template is kept with its data', async () => {
  const { client, service } = await running();
  await client.send(new SendEmailCommand({ FromEmailAddress: 'shop@example.com', Destination, Content: { Template: { TemplateName: 'Welcome', TemplateData: '{"name":"Ada"}' } } }));
  expect(service.sent).toMatchObject([{ body: 'template Welcome with {"name":"Ada"}' }]);
});

test('the first version of the API sends, too', async () => {
  const { form, service } = await running();
  const answer = await form({
    'Action': 'SendEmail', 'Source': 'shop@example.com', 'Destination.ToAddresses.member.1': 'ada@example.com', 'Message.Subject.Data': 'Old', 'Message.Body.Text.Data': 'way',
  });
  expect(await answer.text()).toMatch(/<SendEmailResponse .*<SendEmailResult><MessageId>[0-9a-f-]+<\/MessageId>/);
  await form({ 'Action': 'SendRawEmail', 'Source': 'shop@example.com', 'RawMessage.Data': Buffer.from('To: bob@example.com\n\nx').toString('base64') });
  expect(service.sent.map(({ to, subject, from }) => [...to, subject, from])).toEqual([['ada@example.com', 'Old', 'shop@example.com'], ['bob@example.com', undefined, 'shop@example.com']]);
});

test('mail without a recipient is refused, and what is not run is, by name', async () => {
  const { client, service } = await running();
  await expect(client.send(new SendEmailCommand({ FromEmailAddress: 'shop@example.com', Content: { Simple: SIMPLE } }))).rejects.toMatchObject({ name: 'BadRequestException' });
  await expect(client.send(new ListEmailIdentitiesCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(service.sent).toEqual([]);
});

test('what others would send to the world outside is kept, too', async () => {
  const { journal, service } = await running();
  journal.write('sent', { region: REGION, service: 'SNS', channel: 'sms', messageId: 'm', to: ['+49'], body: 'hi' });
  expect(service.sent).toMatchObject([{ channel: 'sms', body: 'hi' }]);
});

test.each([
  ['Ada <ada@mail.example.com>', 'ada@mail.example.com', 'ada@mail.example.com'],
  ['shop@example.com', 'shop@example.com', 'example.com'],
  ['shop@mail.example.com', 'shop@mail.example.com', 'example.com'],
  ['shop@example.org', 'shop@example.org', 'shop@example.org'],
])('a role that sends from %s needs ses:SendEmail on the nearest identity that there is', async (from, address, identity) => {
  const { service } = await running();
  const request = {
    method: 'POST',
    path: '/v2/email/outbound-emails',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(JSON.stringify({ FromEmailAddress: from })),
    signer: { accessKeyId: 'a', region: REGION, service: 'ses' },
  };
  const [{ action, resource, conditionKeys }] = service.neededPermissions(request, ACCOUNT);
  expect([action, resource, conditionKeys!()]).toEqual([
    'ses:SendEmail', `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${identity}`, { 'ses:FromAddress': [address] },
  ]);
});
