import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretEncryption } from './secret-encryption';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/** Settings of `api.addSecret()`. */
export interface GlobalSecretProps {
  /**
   * The name of the secret, the same literal in every Region: 1 to 512 letters, digits and `/_+=.@-`. It must not end in a hyphen and
   * six letters or digits, which Secrets Manager would take for the end of an ARN.
   *
   * @default - the names of the API and of the secret, e.g. `Shop/Twilio`
   */
  readonly secretName?: string;

  /**
   * What it is for.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * How its first value is generated. Another setting later generates another value, in place of yours.
   *
   * @default - 32 characters, until you put what it is to hold
   */
  readonly generateSecretString?: SecretStringGenerator;

  /**
   * Whose keys encrypt it, one in each Region.
   *
   * @default SecretEncryption.awsManagedKey()
   */
  readonly encryption?: SecretEncryption;

  /**
   * What becomes of it, and of its replicas, when it is removed from the app.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export function validateSecret(name: string, { encryption }: GlobalSecretProps, regions: string[]) {
  if (Token.isUnresolved(name)) {
    throw refusal('`secretName` must be a literal, because no token may cross a Region', String(name));
  }
  if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
    refuseWhenKnown('`secretName` must have 1 to 512 letters, digits and "/_+=.@-"', name);
  }
  if (/-[A-Za-z0-9]{6}$/.test(name)) {
    throw refusal('`secretName` must not end in a hyphen and six letters or digits, which Secrets Manager takes for the end of an ARN', name);
  }
  encryption?._validate(regions, name);
}
