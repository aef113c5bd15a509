import { once } from 'events';
import * as net from 'net';

/** An app whose command never ends by itself: a shell that waits for a process, whose connection tells when it runs and when it is gone. */
export async function hangingApp() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const started = once(server, 'connection').then(([socket]) => socket as net.Socket);
  const ended = started.then(async socket => {
    await new Promise(resolve => socket.on('error', () => {}).once('close', resolve).resume());
    server.close();
  });
  return { command: `"${process.execPath}" -e "require('net').connect(${port})"; exit 0`, started, ended };
}
