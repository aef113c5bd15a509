import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnSecret, ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { GlobalSecretProps } from './global-secret-props';
import { SecretEncryption } from './secret-encryption';
import { refusal } from '../synthesis/refusal';
import { grantKey } from '../tables/replica-key';
import { regionOf } from '../tables/replicas';

/** What a secret is made from besides its props. */
interface NewGlobalSecret {
  /** What each Region of the API has it in. */
  readonly homes: SecretHome[];
  readonly secretName: string;
  keysStack(region: string): Stack;
}

/** What one Region of an API offers to a secret. */
interface SecretHome extends Construct {
  readonly region: string;
}

/**
 * A secret of Secrets Manager with a replica in every Region of an API, under one literal name.
 *
 * Its value is written in the primary Region, once, and is usually everywhere within seconds:
 * `aws secretsmanager put-secret-value --secret-id Shop/Twilio --secret-string <value> --region <primary Region>`. Handlers read what is beside
 * them, by the name, also while the primary Region is down; only then can nobody write it, unless a replica is
 * [promoted](https://docs.aws.amazon.com/secretsmanager/latest/userguide/standalone-secret.html).
 *
 * Rotation runs in the primary Region, and its values are replicated: add it to `secret`, with a function in the scope of its stack.
 *
 * Made by `api.addSecret()`.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 * @example
 * const twilio = api.addSecret('Twilio', { description: 'The key of our account at Twilio' });
 * for (const region of api.regionalApis) {
 *   const orders = new NodejsFunction(region, 'Orders', { entry: 'orders.ts', environment: { TWILIO: twilio.secretName } });
 *   twilio.grantRead(orders); // the replica beside the function
 *   region.addRoute('POST', '/orders', orders);
 * }
 */
export class GlobalSecret extends Construct {
  /** @internal */
  static _create(stack: Stack, id: string, made: NewGlobalSecret, props: GlobalSecretProps): GlobalSecret {
    return new GlobalSecret(stack, id, made, props);
  }

  /** The secret in the primary Region. Use `replica()` to refer to it beside a handler. */
  readonly secret: Secret;

  /** Its name, the same literal in all Regions. */
  readonly secretName: string;

  private readonly replicas: Map<string, ISecret>;
  private readonly keyArns: { [region: string]: string };

  private constructor(stack: Stack, id: string, made: NewGlobalSecret, props: GlobalSecretProps) {
    super(stack, id);
    const { homes, secretName } = made;
    this.secretName = secretName;
    this.secret = this.createSecret(made, props);
    this.replicas = new Map(homes.map(home => [home.region, Secret.fromSecretNameV2(home, `${id}SecretReplica`, secretName)]));
    this.keyArns = props.encryption?._grantedKeyArns ?? {};
  }

  /** The secret in one Region, by the Region's name: a plain `ISecret`, made of literals, so that any stack of that Region may use it. */
  replica(region: string): ISecret {
    const replica = this.replicas.get(region);
    if (!replica) {
      throw refusal(`\`region\` must be one that ${this.secretName} has a replica in: ${[...this.replicas.keys()].join(', ')}`, region);
    }
    return replica;
  }

  /** Allows reading the secret in the grantee's own Region, and nowhere else. */
  grantRead(grantee: IGrantable): Grant {
    const region = regionOf(grantee) ?? 'no Region';
    const grant = this.replica(region).grantRead(grantee);
    const keyArn = this.keyArns[region];
    return keyArn ? grant.combine(grantKey(grantee, keyArn, ['kms:Decrypt'], 'secretsmanager')) : grant;
  }

  private createSecret({ homes, secretName, keysStack }: NewGlobalSecret, props: GlobalSecretProps): Secret {
    const { description, generateSecretString, removalPolicy = RemovalPolicy.RETAIN, encryption = SecretEncryption.awsManagedKey() } = props;
    const primary = Stack.of(this).region;
    const others = homes.map(({ region }) => region).filter(region => region !== primary);
    const secret = new Secret(this, 'Secret', {
      secretName, description, generateSecretString, removalPolicy, replicaRegions: others.map(region => ({ region })),
    });
    const keyIn = (region: string) => encryption._keyIn(region, { id: this.node.id, secretName, removalPolicy, keysStack });
    const resource = secret.node.defaultChild as CfnSecret;
    resource.kmsKeyId = keyIn(primary);
    others.forEach((region, i) => resource.addPropertyOverride(`ReplicaRegions.${i}.KmsKeyId`, keyIn(region)));
    return secret;
  }
}
