import { Answer } from './http-server';

/** What a signature says, which is not verified: `Credential=AKID/20260101/eu-west-1/dynamodb/aws4_request`. */
export interface Signer {
  readonly accessKeyId: string;
  readonly region: string;
  /** The name that the service signs under, e.g. "dynamodb". */
  readonly service: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
}

/** A request that nobody signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Record<string, string | undefined>;
  readonly body: Buffer;
}

/** A request of an AWS client. */
export interface SignedRequest extends UnsignedRequest {
  readonly signer: Signer;
}

/** What clients can ask a service for, by AWS's names of its operations. */
export interface ServiceOperations {
  readonly answered: readonly string[];
  /** Those that are refused by their name, as far as they are known here. */
  readonly refused: readonly string[];
}

/** One of the things that a request does, and that its caller must be allowed to do. */
export interface NeededPermission {
  /** E.g. `dynamodb:UpdateItem`. */
  readonly action: string;
  /** An ARN, or `*` for what is done to no resource in particular. */
  readonly resource: string;
  /** The id of the construct whose `grant` allows it. @default - there is none */
  readonly grantedBy?: string;
  /** The values of the service's own condition keys. @default - it has none */
  conditionKeys?(): Readonly<Record<string, readonly string[]>>;
}

/** Something of the templates that a service does not take over while it runs. */
export interface Waiting {
  /** What it is of, e.g. a table. */
  readonly name: string;
  readonly what: string;
}

/** A service of AWS, as it runs here for all Regions. */
export interface LocalService {
  /** As AWS calls it, for messages. */
  readonly name: string;
  /** The names under which clients sign its requests; none if it has no API here. */
  readonly signingNames: readonly string[];
  /** For docs/local-regions.md. @default - none */
  readonly operations?: ServiceOperations;
  /** Answers a request that is signed under one of them. */
  answer?(request: SignedRequest): Promise<Answer>;
  /** Answers a request that nobody signed, as one for public keys; undefined for one that is not its own. @default - none is */
  answerUnsigned?(request: UnsignedRequest): Promise<Answer> | undefined;
  /** What the caller, of that account, must be allowed for a request; nothing for one that is refused anyhow. @default - nothing: everybody may ask for all */
  neededPermissions?(request: SignedRequest, accountId: string): readonly NeededPermission[];
  /** Comes once, when all services are made and clients can reach them. */
  start?(): unknown;
  /**
   * Comes when the templates have changed, with all definitions as they are now: takes them over, while data and what is under way stay.
   * Tells what waits for the next start.
   */
  update?(deployed: object): readonly Waiting[] | Promise<readonly Waiting[]>;
  /** Comes once, also if `start()` failed or never came. */
  stop?(): unknown;
}
