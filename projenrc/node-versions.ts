/** A line of Node.js's releases that the package is tested with. */
export interface NodeVersion {
  readonly version: string;
  /** The oldest of the line that works. */
  readonly from?: string;
  readonly endOfLife: string;
  /** Six months after its end of life, as jsii's runtime does; 20 until the AWS SDK leaves it, in January 2027. */
  readonly supportedUntil: string;
}

/** The README has them as a table, `engines` the oldest of them, and the workflows all. */
export const NODE_VERSIONS: readonly NodeVersion[] = [
  { version: '20', from: '20.16.0', endOfLife: '2026-04-30', supportedUntil: '2027-01-31' },
  { version: '22', endOfLife: '2027-04-30', supportedUntil: '2027-10-31' },
  { version: '24', endOfLife: '2028-04-30', supportedUntil: '2028-10-31' },
];

/** What builds and releases run on. */
export const NEWEST_NODE = NODE_VERSIONS.at(-1)!.version;
