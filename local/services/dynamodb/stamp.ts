/** When and where a version of an item was written. The greatest stamp wins in every Region. */
export interface Stamp {
  readonly time: number;
  readonly region: string;
}

/** A stamp, and what its writer knew: how many writes of each Region are in the version, since the Regions began. */
export interface KnowingStamp extends Stamp {
  readonly knows: Readonly<Record<string, number>>;
}

/** How many of a Region's writes are in one version, and not in another that replaces it. */
export function writesLost(region: string, version: KnowingStamp | undefined, by: KnowingStamp): number {
  return Math.max(0, (version?.knows[region] ?? 0) - (by.knows[region] ?? 0));
}

export function isNewer(stamp: Stamp, other: Stamp | undefined): boolean {
  return !other || stamp.time > other.time || (stamp.time === other.time && stamp.region > other.region);
}
