import { SecretDefinition } from '../../services/secrets-manager/secret-definition';
import { arn, id, Identity, Resource } from '../resource';
import { secretName, secretString } from '../secret-string';
import { limit, ServiceTemplate } from '../service-template';

export interface SecretsManagerDefinitions {
  readonly secrets: SecretDefinition[];
}

/** Six letters or digits, behind every name. */
function suffixOf(secret: Resource): string {
  return id(secret, 6).padEnd(6, '0');
}

const SECRET: Identity = {
  ref: secret => arn(secret, 'secretsmanager', `secret:${secretName(secret)}-${suffixOf(secret)}`),
  attributes: { Id: secret => SECRET.ref(secret) },
};

/** Called as the secret that it is about. */
const OF_A_SECRET: Identity = { ref: part => part.property('SecretId') };

export const SECRETS_MANAGER: ServiceTemplate<SecretsManagerDefinitions> = {
  runs: 'secrets and their replicas, with the lag of tables; [values of a file](#secrets-and-parameters), or generated; promotion; the extension of Lambda for secrets and parameters',
  differs: ['nothing is rotated by itself, and nothing encrypted', 'a generated value is the same at every start', 'the extension keeps nothing: what has changed is seen at once'],
  types: [
    'AWS::SecretsManager::ResourcePolicy', 'AWS::SecretsManager::RotationSchedule', 'AWS::SecretsManager::Secret', 'AWS::SecretsManager::SecretTargetAttachment',
  ],
  identities: {
    'AWS::SecretsManager::ResourcePolicy': OF_A_SECRET,
    'AWS::SecretsManager::RotationSchedule': OF_A_SECRET,
    'AWS::SecretsManager::Secret': SECRET,
    'AWS::SecretsManager::SecretTargetAttachment': OF_A_SECRET,
  },
  limits: [
    limit('AWS::SecretsManager::RotationSchedule', () => true, 'it rotates nothing'),
    limit('AWS::SecretsManager::ResourcePolicy', () => true, 'it lets nobody in, and keeps nobody out'),
    limit('AWS::SecretsManager::SecretTargetAttachment', () => true, 'the secret gets nothing of its target'),
  ],
  define: resources => ({
    secrets: resources.read(resources.ofType('AWS::SecretsManager::Secret'), secret => ({
      name: secretName(secret),
      region: secret.stack.region,
      accountId: secret.stack.accountId,
      suffix: suffixOf(secret),
      constructId: secret.path.split('/').filter(part => part !== 'Secret').pop(),
      description: secret.property('Description'),
      kmsKeyId: secret.known('KmsKeyId'),
      replicas: (secret.property('ReplicaRegions') ?? []).map(({ Region }: { Region: string }) => Region),
      value: secretString(secret),
    })),
  }),
};
