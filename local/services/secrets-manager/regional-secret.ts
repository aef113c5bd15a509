import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../../machine/wire/aws-error';

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** What a secret held at a time, and what that is called. */
export interface SecretVersion {
  readonly id: string;
  readonly text?: string;
  /** In base 64. */
  readonly binary?: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
}

type Content = Pick<SecretVersion, 'text' | 'binary'>;

/** All that is replicated of a secret. */
export interface SecretContent {
  readonly description?: string;
  readonly versions: readonly SecretVersion[];
  readonly changedAt: number;
  /** How often it has changed: what is older replaces nothing. */
  readonly change: number;
}

/** What a secret holds at first. */
export function initialContent(value: string | undefined, at: number, description?: string): SecretContent {
  const versions = value === undefined ? [] : [{ id: versionIdOf(value), text: value, createdAt: at, stages: [CURRENT] }];
  return { description, versions, changedAt: at, change: 0 };
}

/** With another value: the current one is the previous one then. */
export function withValue(
  content: SecretContent, value: Content, at: number, { id = randomUUID(), stages = [CURRENT] }: { id?: string; stages?: readonly string[] } = {},
): SecretContent {
  const existing = content.versions.find(version => version.id === id);
  if (existing && (existing.text !== value.text || existing.binary !== value.binary)) {
    throw new AwsError('ResourceExistsException', `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret.`);
  }
  const version: SecretVersion = existing ?? { ...value, id, createdAt: at, stages: [] };
  const versions = existing ? content.versions : [...content.versions, version];
  return stages.reduce((changed, stage) => withStage(changed, stage, id), { ...content, versions, changedAt: at, change: content.change + 1 });
}

/** With a stage at another version; what was current is previous then. */
export function withStage(content: SecretContent, stage: string, to: string | undefined): SecretContent {
  const before = content.versions.find(({ stages }) => stages.includes(stage))?.id;
  const moved = before === to ? content.versions : content.versions.map(version => ({
    ...version,
    stages: [...version.stages.filter(other => other !== stage && !(stage === CURRENT && other === PREVIOUS)), ...version.id === to ? [stage] : [],
      ...stage === CURRENT && version.id === before ? [PREVIOUS] : []],
  }));
  return { ...content, versions: moved.filter(({ stages, id }) => stages.length > 0 || id === to) };
}

/** In the words of AWS. */
export function versionOf({ versions }: SecretContent, id: string | undefined, stage: string | undefined): SecretVersion {
  const wanted = stage ?? (id === undefined ? CURRENT : undefined);
  const found = versions.find(version => (id === undefined || version.id === id) && (wanted === undefined || version.stages.includes(wanted)));
  if (found) return found;
  throw new AwsError('ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`}`);
}

/** The same at every start. */
function versionIdOf(value: string): string {
  const hash = createHash('sha256').update(value).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
}
