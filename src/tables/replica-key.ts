import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';

/** What reading from an encrypted replica takes. */
export const READ_KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey'];

/** What reading and writing takes. */
export const USE_KEY_ACTIONS = [...READ_KEY_ACTIONS, 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** What has replicas that a key encrypts, as KMS calls its service. */
export type KeyedService = 'dynamodb' | 'secretsmanager';

/** The condition under which a key serves a service in the stack's own Region and nothing else. */
const via = (service: KeyedService) => ({ 'kms:ViaService': `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}` });

/** What a key is made for. */
interface Encrypted {
  readonly name: string;
  readonly removalPolicy: RemovalPolicy;
  readonly service: KeyedService;
}

/**
 * The key of one replica, with an alias that is a literal.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function createReplicaKey(stack: Stack, id: string, { name, removalPolicy, service }: Encrypted): Key {
  // A key that outlives a failed first deployment would hold the alias, and every retry would fail on it.
  const kept = removalPolicy === RemovalPolicy.DESTROY ? removalPolicy : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  const key = new Key(stack, id, {
    description: `Encrypts the replica of ${name} in this Region`,
    enableKeyRotation: true,
    removalPolicy: kept,
  });
  key.addAlias(name).applyRemovalPolicy(kept);
  key.addToResourcePolicy(new PolicyStatement({
    sid: service === 'dynamodb' ? 'UseThroughDynamoDb' : 'UseThroughSecretsManager',
    principals: [new AnyPrincipal()],
    actions: [...USE_KEY_ACTIONS, 'kms:CreateGrant'],
    resources: ['*'],
    conditions: { StringEquals: { ...via(service), 'kms:CallerAccount': Aws.ACCOUNT_ID } },
  }));
  return key;
}

/** The use of a replica's key through DynamoDB, as a statement for a role in the replica's Region. */
export function keyStatement(keyArn: string, actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: [keyArn], conditions: { StringEquals: via('dynamodb') } });
}

/** Allows the use of a replica's key through its service. */
export function grantKey(grantee: IGrantable, keyArn: string, actions: string[], service: KeyedService = 'dynamodb'): Grant {
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [keyArn], conditions: { StringEquals: via(service) } });
}
