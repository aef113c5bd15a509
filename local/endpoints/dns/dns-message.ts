import { Answer, AUTHORITATIVE_ANSWER, decode, DecodedPacket, encode, OptAnswer, PacketOpt, Question, RECURSION_DESIRED, TRUNCATED_RESPONSE } from 'dns-packet';
import { answersOf } from './record-data';
import { REGION_PREFIX_LENGTH, regionOfAddress } from '../../machine/region-networks';
import { DnsQuestion, DnsReply } from '../../services/route53/nameserver';

/** @see https://www.iana.org/assignments/dns-parameters */
const CODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
type Code = keyof typeof CODES;

const HEADER_BYTES = 12;
const IS_RESPONSE = 128;
const LONGEST_WITHOUT_EDNS = 512;
const LONGEST_BY_UDP = 4096;
const CLIENT_SUBNET = 8;
/** Stands for bytes of a name that are no text: an answer could not have the same name. */
const UNREADABLE = '\ufffd';
const BAD_VERSION = 1; // 16, of which the header has the lower bits

export interface DnsAnswering {
  readonly answer: (question: DnsQuestion) => DnsReply;
  /** Where a caller is who does not say. */
  readonly defaultFrom: string;
  readonly timeScale: number;
}

export interface Asked {
  /** The address that the query comes from. */
  readonly address: string;
  /** Whether an answer that is too long for a datagram is cut off. */
  readonly byUdp: boolean;
}

type ClientSubnet = Extract<PacketOpt, { ip: string | undefined }>;

/** The answer to a message; none to one that is no query at all. Never throws. */
export function answerMessage(message: Buffer, asked: Asked, answering: DnsAnswering): Buffer | undefined {
  if (message.length < HEADER_BYTES || message[2] >= IS_RESPONSE) return undefined;
  let query: DecodedPacket;
  try {
    query = decode(message);
  } catch {
    return headerOf(message, 'FORMERR');
  }
  if (query.questions!.some(({ name }) => name.includes(UNREADABLE))) return headerOf(message, 'FORMERR');
  try {
    return answerQuery(query, asked, answering);
  } catch {
    return headerOf(message, 'SERVFAIL'); // a record that has no form in a message
  }
}

function answerQuery(query: DecodedPacket, { address, byUdp }: Asked, { answer, defaultFrom, timeScale }: DnsAnswering): Buffer {
  const edns = query.additionals?.find((record): record is OptAnswer => record.type === 'OPT');
  const subnet = edns?.options.find((option): option is ClientSubnet => option.code === CLIENT_SUBNET);
  const [question] = query.questions!;
  const respond = (code: Code, reply: Partial<DnsReply> = {}, version: { extendedRcode: number } = { extendedRcode: 0 }) => {
    const sections = {
      answers: (reply.answers ?? []).flatMap(records => answersOf(records, timeScale)),
      authorities: reply.authority ? answersOf(reply.authority, timeScale) : [],
    };
    const header = { query, code, additionals: edns ? [optionsFor(subnet, version)] : [] };
    const response = packet(header, sections);
    const longest = byUdp ? Math.min(Math.max(edns?.udpPayloadSize ?? 0, LONGEST_WITHOUT_EDNS), LONGEST_BY_UDP) : Infinity;
    return response.length <= longest ? response : packet({ ...header, flags: TRUNCATED_RESPONSE });
  };
  if ((query as { opcode?: string }).opcode !== 'QUERY') return respond('NOTIMP');
  if (query.questions!.length !== 1) return respond('FORMERR');
  if (edns && edns.ednsVersion > 0) return respond('NOERROR', {}, { extendedRcode: BAD_VERSION });
  if ((question.class ?? 'IN') !== 'IN') return respond('REFUSED');
  const from = placeOfSubnet(subnet) ?? regionOfAddress(address) ?? defaultFrom;
  const reply = answer({ name: question.name, type: question.type, from });
  return respond(reply.code, reply);
}

interface Header {
  readonly query: DecodedPacket;
  readonly code: Code;
  readonly additionals: Answer[];
  readonly flags?: number;
}

function packet({ query, code, additionals, flags = 0 }: Header, sections: { answers?: Answer[]; authorities?: Answer[] } = {}): Buffer {
  const recursionDesired = query.flag_rd ? RECURSION_DESIRED : 0;
  const questions: Question[] | undefined = query.questions;
  const authoritative = code === 'NOERROR' || code === 'NXDOMAIN' ? AUTHORITATIVE_ANSWER : 0;
  return encode({ type: 'response', id: query.id, flags: authoritative + recursionDesired + flags + CODES[code], questions, additionals, ...sections });
}

/** Of a caller who says so; one who gives no bits of the address does not want it to count. */
function placeOfSubnet(subnet: ClientSubnet | undefined): string | undefined {
  return subnet && subnet.sourcePrefixLength! >= REGION_PREFIX_LENGTH ? regionOfAddress(subnet.ip!) : undefined;
}

/** Says for which subnet the answer is: resolvers must not give it to callers of another. */
function optionsFor(subnet: ClientSubnet | undefined, { extendedRcode }: { extendedRcode: number }): OptAnswer {
  const scopePrefixLength = subnet && subnet.family === 1 && subnet.sourcePrefixLength! > 0 ? REGION_PREFIX_LENGTH : 0;
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: LONGEST_BY_UDP,
    extendedRcode,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: subnet ? [{ ...subnet, data: undefined, scopePrefixLength }] : [],
  };
}

/** What can be said of a query that cannot be read: its number, and what is wrong. */
function headerOf(message: Buffer, code: Code): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  message.copy(header, 0, 0, 3);
  header[2] = IS_RESPONSE + message[2] - message[2] % 8 + message[2] % 2; // its operation, and whether it wants recursion
  header[3] = CODES[code];
  return header;
}
