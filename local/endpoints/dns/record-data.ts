import { Answer, encode } from 'dns-packet';
import { DnsRecords } from '../../services/route53/nameserver';

/** How the values of each type of record are read, as Route 53 writes them; a type that is not here is not answered. */
const DATA: Readonly<Record<string, (value: string) => unknown>> = {
  A: value => value,
  AAAA: value => value,
  CNAME: value => value,
  NS: value => value,
  PTR: value => value,
  TXT: texts,
  MX: value => {
    const [preference, exchange] = value.split(/\s+/);
    return { preference: Number(preference), exchange };
  },
  SRV: value => {
    const [priority, weight, port, target] = value.split(/\s+/);
    return { priority: Number(priority), weight: Number(weight), port: Number(port), target };
  },
  CAA: value => {
    const [flags, tag] = value.split(/\s+/);
    return { flags: Number(flags), tag, value: texts(value).join('') };
  },
  SOA: value => {
    const [mname, rname, ...numbers] = value.split(/\s+/);
    const [serial, refresh, retry, expire, minimum] = numbers.map(Number);
    return { mname, rname, serial, refresh, retry, expire, minimum };
  },
};

/** The records for a packet. Throws for those that have no form in one. */
export function answersOf({ name, type, ttlSeconds, values }: DnsRecords, timeScale: number): Answer[] {
  const answers = values.map(value => ({ name, type, ttl: Math.round(ttlSeconds / timeScale), class: 'IN', data: DATA[type](value.trim()) }) as Answer);
  encode({ answers }); // a value that is none of its type
  return answers;
}

/** `"one" "two"`, with `\"` and `\\` in it; a text without quotes is one. */
function texts(value: string): string[] {
  const quoted = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(parseInt(escaped, 8)) : escaped));
  return quoted.length > 0 ? quoted : [value];
}
