/** `Fn::Cidr`: the first blocks of an IPv4 block, each with that many bits for hosts. */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] | undefined {
  const [, address, prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(block) ?? [];
  if (address === undefined || count * 2 ** hostBits > 2 ** (32 - Number(prefix))) return undefined;
  const first = address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
  return Array.from({ length: count }, (_, i) => `${dotted(first + i * 2 ** hostBits)}/${32 - hostBits}`);
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map(bits => Math.floor(number / 2 ** bits) % 256).join('.');
}
