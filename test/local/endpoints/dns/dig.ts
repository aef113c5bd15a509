import * as dgram from 'dgram';
import * as net from 'net';
import { Answer, decode, DecodedPacket, encode, OptAnswer, RECURSION_DESIRED, RecordType } from 'dns-packet';

export interface DigOptions {
  readonly type?: string;
  /** E.g. `127.15.0.0/16`. */
  readonly subnet?: string;
  readonly tcp?: boolean;
  /** The address to ask from. */
  readonly from?: string;
  readonly ednsVersion?: number;
}

/** Asks a name server as `dig` does, `dig +short` but for the TTL: `60 A 127.15.0.1`. */
export async function dig(server: string, name: string, { type = 'A', subnet, tcp, from, ednsVersion = 0 }: DigOptions = {}) {
  const [ip, length] = subnet?.split('/') ?? [];
  const options: OptAnswer['options'] = subnet ? [{ code: 8, family: ip.includes(':') ? 2 : 1, sourcePrefixLength: Number(length), scopePrefixLength: 0, ip }] : [];
  const edns: OptAnswer = { type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 0, ednsVersion, flags: 0, flag_do: false, options };
  const query = encode({ type: 'query', id: 4711, flags: RECURSION_DESIRED, questions: [{ type: type as RecordType, name }], additionals: subnet || ednsVersion ? [edns] : [] });
  return read(await (tcp ? overTcp : overUdp)(server, query, from));
}

/** What a server answers to any bytes, if it does so within a moment. */
export async function overUdp(server: string, message: Buffer, from?: string): Promise<Buffer> {
  const [address, port] = server.split(':');
  const socket = dgram.createSocket('udp4');
  try {
    if (from) await new Promise<void>(resolve => socket.bind(0, from, resolve));
    const answered = new Promise<Buffer>((resolve, reject) => socket.once('message', resolve).once('error', reject));
    socket.send(message, Number(port), address);
    return await answered;
  } finally {
    socket.close();
  }
}

export async function overTcp(server: string, message: Buffer): Promise<Buffer> {
  const [address, port] = server.split(':');
  const socket = net.connect(Number(port), address);
  socket.write(Buffer.concat([Buffer.from([Math.floor(message.length / 256), message.length % 256]), message]));
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    if (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) break;
  }
  return received.subarray(2);
}

function read(message: Buffer) {
  const packet = decode(message) as DecodedPacket & { rcode: string };
  const edns = packet.additionals!.find((record): record is OptAnswer => record.type === 'OPT');
  const [subnet] = edns?.options ?? [];
  return {
    id: packet.id,
    code: edns && edns.extendedRcode > 0 ? 'BADVERS' : packet.rcode,
    answers: packet.answers!.map(textOf),
    authority: packet.authorities!.map(textOf),
    flags: { aa: packet.flag_aa, tc: packet.flag_tc, rd: packet.flag_rd, ra: packet.flag_ra },
    subnet: subnet && 'ip' in subnet ? `${subnet.ip}/${subnet.sourcePrefixLength}/${subnet.scopePrefixLength}` : undefined,
  };
}

function textOf({ type, ttl, data }: Answer & { ttl?: number; data?: unknown }): string {
  const text = Array.isArray(data) ? data.map(part => JSON.stringify(String(part))).join(' ')
    : typeof data === 'object' && !Buffer.isBuffer(data) ? Object.values(data!).join(' ') : String(data);
  return `${ttl} ${type} ${text}`;
}
