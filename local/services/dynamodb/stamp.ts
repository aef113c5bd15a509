/** When and where a version of an item was written. The greatest stamp wins in every Region. */
export interface Stamp {
  readonly time: number;
  readonly region: string;
}

export function isNewer(stamp: Stamp, other: Stamp | undefined): boolean {
  return !other || stamp.time > other.time || (stamp.time === other.time && stamp.region > other.region);
}
