/** Numbers from 0 to 1. */
export type Random = () => number;

/** What parsers and services are least prepared for. */
const ODD: readonly unknown[] = [
  null, true, '', 'x', 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], [null], { S: 'a' }, { N: 'one' }, { L: [{ M: {} }] }, { SS: [] }, { S: 1 }, { NULL: false }, { B: '%' },
  '__proto__', 'constructor', 'a'.repeat(3000), '\u0000', '\ud800', '🦆', ':v', '#n', '${jndi:x}', '<!DOCTYPE x>', '%', '%00', '../..', '-0', '1e999', 'NaN', { toString: 'x' },
];
const ODD_NAMES = ['__proto__', 'constructor', 'toString', '', 'x', 'length', 'hasOwnProperty'];

export function oneOf<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(random() * all.length)];
}

/** The same value with some of its parts gone, odd, or elsewhere. */
export function mutated(value: unknown, random: Random): unknown {
  let copy = structuredClone(value);
  for (let times = Math.floor(random() * 4); times > 0; times--) copy = mutatedOnce(copy, random);
  return copy;
}

/** The same bytes with some of them gone, changed, doubled, or cut off. */
export function mangled(bytes: Buffer, random: Random): Buffer {
  let mangledBytes: Buffer = Buffer.from(bytes);
  for (let times = Math.floor(random() * 4); times > 0; times--) {
    const at = Math.floor(random() * (mangledBytes.length + 1));
    const [before, after] = [mangledBytes.subarray(0, at), mangledBytes.subarray(at)];
    mangledBytes = oneOf([
      () => Buffer.concat([before, after.subarray(1)]),
      () => Buffer.concat([before, Buffer.from([random() * 256]), after.subarray(1)]),
      () => Buffer.concat([before, Buffer.from([random() * 256]), after]),
      () => Buffer.concat([before, before.subarray(-20), after]),
      () => before,
    ], random)();
  }
  return mangledBytes;
}

function mutatedOnce(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.1) return oneOf(ODD, random);
  const names = Object.keys(value);
  if (names.length === 0) return oneOf(ODD, random);
  const name = oneOf(names, random);
  if (Array.isArray(value)) {
    return oneOf([
      () => value.with(Number(name), mutatedOnce(value[Number(name)], random)),
      () => [...value, ...value],
      () => value.toSpliced(Number(name), 1),
    ], random)();
  }
  const { [name]: part, ...others } = value as Record<string, unknown>;
  return oneOf([
    () => ({ ...others, [name]: mutatedOnce(part, random) }),
    () => ({ ...others, [name]: mutatedOnce(part, random) }),
    () => ({ ...others, [name]: mutatedOnce(part, random) }),
    () => others,
    () => Object.defineProperty({ ...others }, oneOf(ODD_NAMES, random), { value: part, enumerable: true }),
    () => ({ ...value, [oneOf(ODD_NAMES.slice(1), random)]: oneOf(ODD, random) }),
  ], random)();
}
