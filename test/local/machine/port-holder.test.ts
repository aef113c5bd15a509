import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import * as net from 'net';
import { validatePorts } from '../../../local/machine/http-server';
import { lsofHolder, portHolder } from '../../../local/machine/port-holder';

const LISTENER = 'const server = require("net").createServer().listen(0, process.argv[1], () => console.log(server.address().port))';
let child: ChildProcess;
afterEach(() => child?.kill());

async function listener(host: string): Promise<number> {
  child = spawn(process.execPath, ['-e', LISTENER, host], { stdio: ['ignore', 'pipe', 'ignore'] });
  return Number(await once(child.stdout!, 'data'));
}

test.each(['127.0.0.1', '::'])('who listens at %s is told by process and command', async host => {
  const port = await listener(host);
  expect(portHolder(port)).toBe(`process ${child.pid} (${`${process.execPath} -e ${LISTENER} ${host}`.slice(0, 80)})`);
});

test('a port in use is refused with who has it', async () => {
  const port = await listener('127.0.0.1');
  await expect(validatePorts([[port, '`port`']])).rejects.toThrow(`Port ${port} is in use by process ${child.pid} (${process.execPath}`);
});

test('lsof tells the same where there is one', async () => {
  const port = await listener('127.0.0.1');
  const found = (() => { try { return lsofHolder(port); } catch (error) { return (error as NodeJS.ErrnoException).code; } })();
  expect(['ENOENT', child.pid]).toContain(found);
});

test('this process, and nobody, are not told', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  expect(portHolder(port)).toBeUndefined();
  await new Promise(resolve => server.close(resolve));
  expect(portHolder(port)).toBeUndefined();
});
