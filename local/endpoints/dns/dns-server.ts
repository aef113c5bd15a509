import * as dgram from 'dgram';
import * as net from 'net';
import { answerMessage, DnsAnswering } from './dns-message';
import { listenError } from '../../machine/http-server';

const ADDRESS = '127.0.0.1';
/** A resolver that says nothing more is not waited for. */
const IDLE_MS = 10_000;
const MAX_CONNECTIONS = 256;
/** Where a port that is free for TCP is in use for UDP, another is tried. */
const ATTEMPTS = 10;

/** A name server on the loopback address, over UDP and TCP at one port. */
export class DnsServer {
  static readonly PORT_SETTING = '`dnsPort` (`--dns-port`)';

  private readonly udp = dgram.createSocket('udp4');
  private readonly tcp = net.createServer(socket => this.serve(socket));
  private readonly sockets = new Set<net.Socket>();

  constructor(private readonly answering: DnsAnswering) {
    this.tcp.maxConnections = MAX_CONNECTIONS;
    this.udp.on('error', () => {}); // of a datagram; what keeps it from listening is told by start()
    this.udp.on('message', (message, { address, port }) => {
      const answer = answerMessage(message, { address, byUdp: true }, answering);
      if (answer) this.udp.send(answer, port, address, () => {}); // whom it does not reach asks again
    });
  }

  /** Listens, on a free port for 0, or where the port is in use and any will do. Resolves to the address, as `127.0.0.1:3053`. */
  async start(port: number, orAny: boolean = false): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        await listening(this.tcp, () => this.tcp.listen(port, ADDRESS));
        const chosen = (this.tcp.address() as net.AddressInfo).port;
        await listening(this.udp, () => this.udp.bind(chosen, ADDRESS));
        return `${ADDRESS}:${chosen}`;
      } catch (cause) {
        const error = cause as NodeJS.ErrnoException;
        if (this.tcp.listening) await new Promise(resolve => this.tcp.close(resolve));
        const another = error.code === 'EADDRINUSE' && (orAny || port === 0) && attempt < ATTEMPTS;
        if (!another) throw listenError(error, port, DnsServer.PORT_SETTING);
        port = 0;
      }
    }
  }

  async stop(): Promise<void> {
    this.sockets.forEach(socket => socket.destroy());
    await Promise.all([
      new Promise(resolve => this.tcp.close(resolve)),
      new Promise<void>(resolve => {
        this.udp.once('close', resolve);
        try { this.udp.close(); } catch { resolve(); }
      }),
    ]);
  }

  /** Each message has its length before it, and there may be several on a connection. */
  private serve(socket: net.Socket) {
    this.sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const answer = answerMessage(received.subarray(2, end), { address: socket.remoteAddress ?? '', byUdp: false }, this.answering);
        if (!answer) return socket.destroy();
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.write(Buffer.concat([length, answer]));
        received = received.subarray(end);
      }
      return undefined;
    });
  }
}

function listening(socket: net.Server | dgram.Socket, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('listening', resolve).once('error', reject);
    listen();
  });
}
