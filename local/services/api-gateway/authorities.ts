import { CallerIdentity } from './caller-identity';
import { Invoke } from './lambda-invocation';
import { KeysOf } from './tokens';
import { Clock } from '../../machine/clock';

/** Who knows what of callers: functions, the issuers of tokens, and IAM. */
export interface Authorities {
  readonly clock: Clock;
  readonly invoke: Invoke;
  readonly keysOf: KeysOf;
  readonly identify: Identify;
  /** Whether anybody asks who callers are. */
  readonly auth: boolean;
}

/** What a signature says of its maker, and what it signs. */
export interface Signature {
  readonly accessKeyId: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly region: string;
  readonly accountId: string;
}

/** Whose credentials a signature was made with, and IAM's words, if they do not allow the invocation of a method. */
export type Identify = (signature: Signature, methodArn: string) => { caller: CallerIdentity; refusal?: string };
