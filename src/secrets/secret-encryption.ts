import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { refuseWhenKnown } from '../synthesis/refusal';
import { validateKeyArns } from '../tables/global-table-encryption';
import { createReplicaKey } from '../tables/replica-key';

/**
 * Whose keys encrypt a secret at rest, one in each Region.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * @example
 * api.addSecret('Twilio', { encryption: SecretEncryption.customerManagedKeys() });
 */
export class SecretEncryption {
  /** The account's key for Secrets Manager in each Region, `alias/aws/secretsmanager`: no cost, nothing to manage. */
  static awsManagedKey(): SecretEncryption {
    return new SecretEncryption(() => undefined, {}, () => {});
  }

  /**
   * A key of your own in every Region, made for this secret, with the alias `alias/<secret name>`.
   *
   * The keys are in the stacks `<api>-Keys-<Region>`, which are deployed before the secret. They rotate every year, and are retained as
   * the secret is. Whoever in the account may read the secret may use them through Secrets Manager: grants on the secret are enough.
   */
  static customerManagedKeys(): SecretEncryption {
    return new SecretEncryption((region, { id, secretName: name, removalPolicy, keysStack }) => {
      createReplicaKey(keysStack(region), `${id}Secret`, { name, removalPolicy, service: 'secretsmanager' });
      return `alias/${name}`; // known before the key is, so that nothing has to come from the other Regions' stacks
    }, {}, (_, name) => {
      if (!/^[\w/-]{1,250}$/.test(name)) {
        refuseWhenKnown('A secret\'s name, which names the keys of `SecretEncryption.customerManagedKeys()` too, must have at most 250 letters, digits and "/_-"', name);
      }
    });
  }

  /**
   * Keys that exist, one in every Region, whose policies leave their use to IAM. Grants on the secret include the use of the Region's key through
   * Secrets Manager.
   *
   * @param keyArns the ARN of each Region's key by the Region's name, e.g. `arn:aws:kms:eu-west-1:111122223333:key/1234abcd`
   */
  static existingKeys(keyArns: { [region: string]: string }): SecretEncryption {
    return new SecretEncryption(region => keyArns[region], keyArns, regions => validateKeyArns('SecretEncryption.existingKeys()', keyArns, regions));
  }

  private constructor(
    /** @internal What the template calls the key in a Region, if it is not AWS's. */
    readonly _keyIn: (region: string, secret: EncryptedSecret) => string | undefined,
    /** @internal The keys that grantees need a permission of their own for. */
    readonly _grantedKeyArns: { [region: string]: string },
    /** @internal */
    readonly _validate: (regions: string[], secretName: string) => void,
  ) {}
}

interface EncryptedSecret {
  readonly id: string;
  readonly secretName: string;
  readonly removalPolicy: RemovalPolicy;
  keysStack(region: string): Stack;
}
