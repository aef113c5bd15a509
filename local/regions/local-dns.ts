/** The name server, and where each Region answers by itself. */
export interface LocalDns {
  /** E.g. `127.0.0.1:3053`. */
  readonly server: string;
  /** By Region, e.g. `http://127.15.0.1:3000`. */
  readonly urls: Readonly<Record<string, string>>;
  /** The Regions that this machine has no address for, in the system's words: DNS leads to the port of all of them. */
  readonly withoutAddress: Readonly<Record<string, string>>;
}
