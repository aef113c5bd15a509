import { cbor } from '@smithy/core/cbor';
import { SignedRequest } from '../../../../local/machine/local-service';
import { AwsError } from '../../../../local/machine/wire/aws-error';
import { answerOperation, timeOf } from '../../../../local/machine/wire/operation-call';

const AT = new Date(Date.UTC(2026, 0, 1));
const PROPS = {
  target: 'Bells',
  xmlNamespace: 'http://bells.example.com/doc/',
  operations: {
    Ring: ({ Bells = [] }: Record<string, any>, region: string) => ({ Rung: Bells.map(({ Name }: { Name: string }) => `${Name} in ${region}`), At: AT, Nothing: undefined }),
    Break: () => { throw new AwsError('Cracked', 'The bell is <cracked>'); },
    Fall: () => { throw new Error('fell'); },
  },
};

function request(headers: Record<string, string>, body: string | Uint8Array, path = '/'): SignedRequest {
  return { method: 'POST', path, query: new URLSearchParams(), headers, body: Buffer.from(body as string), signer: { accessKeyId: 'a', region: 'eu-west-1', service: 'bells' } };
}

const form = (text: string) => request({ 'content-type': 'application/x-www-form-urlencoded' }, text);
const json = (operation: string, input: object) => request({ 'x-amz-target': `Bells.${operation}`, 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(input));
const inCbor = (operation: string, input: object) => request({ 'smithy-protocol': 'rpc-v2-cbor' }, cbor.serialize(input), `/service/Bells/operation/${operation}`);

test('a form is answered in XML, its lists by their numbers', async () => {
  const { statusCode, body } = await answerOperation(form('Action=Ring&Bells.member.2.Name=b&Bells.member.1.Name=a'), PROPS);
  expect(statusCode).toBe(200);
  expect(body).toMatch(/^<RingResponse xmlns="http:\/\/bells.example.com\/doc\/"><RingResult><Rung><member>a in eu-west-1<\/member><member>b in eu-west-1<\/member><\/Rung><At>2026-01-01T00:00:00.000Z<\/At><\/RingResult><ResponseMetadata><RequestId>/);
});

test('JSON is answered in JSON, times in seconds', async () => {
  const { headers, body } = await answerOperation(json('Ring', { Bells: [{ Name: 'a' }] }), PROPS);
  expect(headers['content-type']).toBe('application/x-amz-json-1.1');
  expect(JSON.parse(body as string)).toEqual({ Rung: ['a in eu-west-1'], At: AT.getTime() / 1000 });
});

test('CBOR is answered in CBOR', async () => {
  const { headers, body } = await answerOperation(inCbor('Ring', { Bells: [{ Name: 'a' }] }), PROPS);
  expect(headers['smithy-protocol']).toBe('rpc-v2-cbor');
  const { At, Rung } = cbor.deserialize(body as Buffer);
  expect([Rung, timeOf(At)]).toEqual([['a in eu-west-1'], AT.getTime()]);
});

test('an error is told in the protocol of the request', async () => {
  expect((await answerOperation(form('Action=Break'), PROPS)).body).toContain('<Type>Sender</Type><Code>Cracked</Code><Message>The bell is &lt;cracked&gt;</Message>');
  expect(JSON.parse((await answerOperation(json('Break', {}), PROPS)).body as string)).toEqual({ __type: 'Cracked', message: 'The bell is <cracked>' });
  expect(cbor.deserialize((await answerOperation(inCbor('Break', {}), PROPS)).body as Buffer)).toEqual({ __type: 'Cracked', message: 'The bell is <cracked>' });
});

test.each([
  ['Fall', 500, 'fell'], ['toString', 501, 'toString is not supported by the local Regions.'], ['', 501, 'A request that names no operation is not supported by the local Regions.'],
])('%s is no operation that works', async (operation, status, message) => {
  const { statusCode, body } = await answerOperation(json(operation, {}), PROPS);
  expect([statusCode, JSON.parse(body as string).message]).toEqual([status, message]);
});

test.each([['2026-01-01T00:00:00Z'], [AT.getTime() / 1000], [String(AT.getTime() / 1000)], [{ tag: 1, value: AT.getTime() / 1000 }]])('%j is a time', value => {
  expect(timeOf(value)).toBe(AT.getTime());
});
