import { closeSync, openSync, readSync } from 'node:fs';

const ELF_MACHINES: Record<number, string> = { 0x3E: 'x64', 0xB7: 'arm64' };
const MACH_O_MACHINES: Record<number, string> = { 0x01000007: 'x64', 0x0100000C: 'arm64' };

/** What a program is made for, as `linux x64`, as far as its first bytes say so: a script says nothing. */
export function madeFor(file: string): string | undefined {
  const head = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, head, 0, head.length, 0);
  closeSync(descriptor);
  switch (head.toString('latin1', 0, 4)) {
    case '\x7fELF': return `linux ${ELF_MACHINES[head.readUInt16LE(18)] ?? 'of another processor'}`;
    case '\xcf\xfa\xed\xfe': return `darwin ${MACH_O_MACHINES[head.readUInt32LE(4)] ?? 'of another processor'}`;
    default: return head.toString('latin1', 0, 2) === 'MZ' ? 'win32' : undefined;
  }
}
