import { generatedPassword } from './generated-password';
import { SecretContent, versionOf, withStage, withValue } from './regional-secret';
import { SecretInRegion, Secrets } from './secrets';
import { Clock } from '../../machine/clock';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation } from '../../machine/wire/operation-call';

const PAGE = 100;

/** What the operations are about. */
export interface SecretStore {
  readonly clock: Clock;
  readonly random: () => number;
  readonly secrets: Secrets;
  /** How a secret gets a value on this machine. */
  howToGive(name: string): string;
}

/** Secrets Manager's API, as far as it runs here. */
export function secretsOperations({ clock, random, secrets, howToGive }: SecretStore): Record<string, Operation> {
  const existing = (region: string, id: unknown): SecretInRegion => {
    const found = secrets.find(region, String(id));
    if (!found) throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret. ${howToGive(String(id))}`);
    return found;
  };
  const valueOf = (secret: SecretInRegion, { VersionId, VersionStage }: Record<string, any>) => {
    const { definition: { name }, content } = secret;
    if (content.versions.length === 0 && VersionId === undefined && VersionStage === undefined) {
      throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for staging label: AWSCURRENT. ${howToGive(name)}`);
    }
    const { id, text, binary, stages, createdAt } = versionOf(content, VersionId, VersionStage);
    return {
      ...named(secret),
      VersionId: id,
      SecretString: text,
      SecretBinary: binary,
      VersionStages: stages,
      CreatedDate: new Date(createdAt),
    };
  };
  const put = (secret: SecretInRegion, input: Record<string, any>) => {
    const { SecretString: text, SecretBinary: binary, ClientRequestToken: id, VersionStages: stages } = input;
    if ((text === undefined) === (binary === undefined)) {
      throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
    }
    const content = withValue(secret.content, { text, binary }, clock.now(), { id, stages });
    secrets.change(secret, content);
    const version = content.versions.find(other => other.id === id) ?? content.versions[content.versions.length - 1];
    return { ...named(secret), VersionId: version.id, VersionStages: version.stages };
  };
  const statusesOf = (secret: SecretInRegion) => secrets.replicasOf(secret).map(({ region, content }) =>
    ({ Region: region, Status: content.change === secret.content.change ? 'InSync' : 'InProgress', KmsKeyId: secret.definition.kmsKeyId }));

  return {
    GetSecretValue: (input, region) => valueOf(existing(region, input.SecretId), input),
    BatchGetSecretValue: ({ SecretIdList, Filters }, region) => {
      const asked: string[] = SecretIdList ?? filtered(secrets.of(region), Filters).map(({ definition }) => definition.name);
      const values: object[] = [];
      const errors: object[] = [];
      for (const SecretId of asked) {
        try {
          values.push(valueOf(existing(region, SecretId), {}));
        } catch (error) {
          errors.push({ SecretId, ErrorCode: (error as AwsError).code, Message: (error as AwsError).message });
        }
      }
      return { SecretValues: values, Errors: errors };
    },
    DescribeSecret: ({ SecretId }, region) => {
      const secret = existing(region, SecretId);
      const replicas = statusesOf(secret);
      return {
        ...described(secret),
        VersionIdsToStages: stagesOf(secret.content),
        ...(replicas.length > 0 || secret.primary !== region) && { PrimaryRegion: secret.primary },
        ...replicas.length > 0 && { ReplicationStatus: replicas },
      };
    },
    ListSecrets: ({ Filters, MaxResults = PAGE, NextToken = '0' }, region) => {
      const found = filtered(secrets.of(region), Filters);
      const end = Number(NextToken) + Number(MaxResults);
      return {
        SecretList: found.slice(Number(NextToken), end).map(secret => ({ ...described(secret), SecretVersionsToStages: stagesOf(secret.content) })),
        ...end < found.length && { NextToken: String(end) },
      };
    },
    ListSecretVersionIds: ({ SecretId }, region) => {
      const secret = existing(region, SecretId);
      return {
        ...named(secret),
        Versions: secret.content.versions.map(({ id, stages, createdAt }) =>
          ({ VersionId: id, VersionStages: stages, CreatedDate: new Date(createdAt) })),
      };
    },
    GetRandomPassword: input => ({ RandomPassword: generatedPassword(input, random) }),
    PutSecretValue: (input, region) => put(existing(region, input.SecretId), input),
    UpdateSecret: ({ Description, ...input }, region) => {
      const secret = existing(region, input.SecretId);
      if (Description !== undefined) {
        secrets.change(secret, { ...secret.content, description: Description, change: secret.content.change + 1 });
      }
      return input.SecretString === undefined && input.SecretBinary === undefined ? named(secret) : put(secret, input);
    },
    UpdateSecretVersionStage: ({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }, region) => {
      const secret = existing(region, SecretId);
      [MoveToVersionId, RemoveFromVersionId].filter(id => id !== undefined).forEach(id => versionOf(secret.content, id, undefined));
      const changed = withStage(secret.content, VersionStage, MoveToVersionId);
      secrets.change(secret, { ...changed, change: changed.change + 1 });
      return named(secret);
    },
    StopReplicationToReplica: ({ SecretId }, region) => {
      const secret = existing(region, SecretId);
      if (secret.primary === region) throw new AwsError('InvalidRequestException', 'Operation not permitted on a primary secret. Call must be made in a replica secret\'s region.');
      secret.primary = region;
      return { ARN: secret.arn };
    },
    ReplicateSecretToRegions: ({ SecretId, AddReplicaRegions = [], ForceOverwriteReplicaSecret = false }, region) => {
      const secret = existing(region, SecretId);
      secrets.change(secret, secret.content); // only where it is written
      const failed = AddReplicaRegions.flatMap(({ Region }: { Region: string }) => {
        const there = secrets.find(Region, secret.definition.name);
        if (there && (there.primary === region || !ForceOverwriteReplicaSecret)) {
          return [{ Region, Status: 'Failed', StatusMessage: `Replication failed: Secret name ${secret.definition.name} exists in region ${Region}` }];
        }
        secrets.replicate(secret, Region);
        return [];
      });
      return { ARN: secret.arn, ReplicationStatus: [...statusesOf(secret), ...failed] };
    },
    RemoveRegionsFromReplication: ({ SecretId, RemoveReplicaRegions = [] }, region) => {
      const secret = existing(region, SecretId);
      secrets.replicasOf(secret).filter(replica => RemoveReplicaRegions.includes(replica.region)).forEach(replica => secrets.remove(replica));
      return { ARN: secret.arn, ReplicationStatus: statusesOf(secret) };
    },
  };
}

function named({ arn, definition: { name } }: SecretInRegion) {
  return { ARN: arn, Name: name };
}

function described(secret: SecretInRegion) {
  const { region, primary, definition: { kmsKeyId }, content: { description, changedAt, versions } } = secret;
  return {
    ...named(secret),
    Description: description,
    KmsKeyId: kmsKeyId,
    RotationEnabled: false,
    CreatedDate: new Date(versions[0]?.createdAt ?? changedAt),
    LastChangedDate: new Date(changedAt),
    ...primary !== region && { PrimaryRegion: primary },
  };
}

function stagesOf({ versions }: SecretContent): Record<string, readonly string[]> {
  return Object.fromEntries(versions.map(({ id, stages }) => [id, stages]));
}

/** Those whose name or description begins so. */
function filtered(secrets: SecretInRegion[], filters: readonly { Key: string; Values: readonly string[] }[] = []): SecretInRegion[] {
  return filters.reduce((left, { Key: key, Values: values }) => {
    if (!['name', 'description', 'all'].includes(key)) throw AwsError.notImplemented(`The filter ${key}`);
    return left.filter(({ definition: { name }, content: { description = '' } }) => {
      const texts = { name: [name], description: [description], all: [name, description] }[key]!;
      return values.some(value => texts.some(text => text.toLowerCase().startsWith(value.toLowerCase())));
    });
  }, secrets);
}
