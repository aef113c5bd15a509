/** All other Regions, in the order of the ring. */
export function fromNextInRing(region: string, ring: string[]): string[] {
  const at = ring.indexOf(region);
  return [...ring.slice(at + 1), ...ring.slice(0, at)];
}

export function nextInRing(region: string, ring: string[]): string {
  return fromNextInRing(region, ring)[0];
}
