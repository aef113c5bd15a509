import { FunctionSandbox } from './function-sandbox';
import { HttpServer } from '../../../../local/machine/http-server';
import { temporaryCredentials } from '../../../../local/machine/local-credentials';

const sandbox = new FunctionSandbox();
const endpoint = new HttpServer(async ({ method, url, headers }, body) => ({ statusCode: 200, headers: {}, body: `${method} ${headers.host}${url} ${body}` }));
let awsEndpoint: string;

beforeAll(async () => { awsEndpoint = await endpoint.start(0, 'port'); });
afterAll(async () => {
  await sandbox.remove();
  await endpoint.stop();
});

/** What a handler gets that runs `expression`, a request, or why it fails. */
async function answer(expression: string, file: string = 'index.js') {
  const code = `${file.endsWith('.mjs') ? 'import http from "http"; import { get, request } from "https"; export const ' : 'const http = require("http"), { get, request } = require("https"); exports.'}handler = () => new Promise(resolve => {
    const read = async answer => { let text = ''; for await (const chunk of answer) text += chunk; resolve(text); };
    const sent = ${expression};
    sent.on('response', read).on('error', error => resolve(error.code));
    if (!sent.writableEnded) sent.end('hello');
  });`;
  return (await sandbox.function({ [file]: code }, {}, { awsEndpoint }).invoke({})).payload;
}

const SIGNED = '{ Authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/sqs/aws4_request, Signature=0" }';

test.each([
  ['by options', `request({ host: 'sqs.eu-west-1.amazonaws.com', path: '/111111111111/jobs', method: 'POST', headers: { host: 'sqs.eu-west-1.amazonaws.com', ...${SIGNED} } })`, 'index.js'],
  ['by a URL', `request('https://sqs.eu-west-1.amazonaws.com/111111111111/jobs', { method: 'POST', headers: { host: 'sqs.eu-west-1.amazonaws.com', ...${SIGNED} } })`, 'index.js'],
  ['from an ES module', `request('https://sqs.eu-west-1.amazonaws.com/111111111111/jobs', { method: 'POST', headers: { host: 'sqs.eu-west-1.amazonaws.com', ...${SIGNED} } })`, 'index.mjs'],
  ['without TLS', `http.request({ hostname: 'sqs.eu-west-1.amazonaws.com', path: '/111111111111/jobs', method: 'POST', headers: { host: 'sqs.eu-west-1.amazonaws.com', ...${SIGNED} } })`, 'index.js'],
])('what is signed with the credentials of here does not leave for AWS, %s', async (_, expression, file) => {
  expect(await answer(expression, file)).toBe('POST sqs.eu-west-1.amazonaws.com/111111111111/jobs hello');
});

test.each(['local', temporaryCredentials('0A1B2C3D4E5', 'eu-west-1').accessKeyId])('nor does a URL that was signed in advance, by %s', async key => {
  expect(await answer(`get('https://photos.s3.eu-west-1.amazonaws.com/cat?X-Amz-Credential=${key}%2F20260101%2Feu-west-1%2Fs3%2Faws4_request')`))
    .toMatch(`/cat?X-Amz-Credential=${key}%2F`);
});

test.each([
  ['is not signed', 'get(\'https://nobody.invalid.amazonaws.com/\')'],
  ['is signed with other credentials', `request('https://nobody.invalid.amazonaws.com', { headers: { authorization: ${SIGNED}.Authorization.replace('local', 'AKIAOTHER') } })`],
  ['is for somebody else', `request('https://nobody.invalid', { headers: ${SIGNED} })`],
])('what %s goes where it is sent', async (_, expression) => {
  expect(await answer(expression)).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
});
