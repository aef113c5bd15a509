import { initialContent, SecretContent } from './regional-secret';
import { secretArn, SecretDefinition } from './secret-definition';
import { Clock } from '../../machine/clock';
import { AwsError } from '../../machine/wire/aws-error';

/** A secret in one Region: the one that is written, or a replica. */
export interface SecretInRegion {
  readonly definition: SecretDefinition;
  readonly arn: string;
  readonly region: string;
  /** Where it is written. */
  primary: string;
  content: SecretContent;
}

export interface SecretsProps {
  readonly clock: Clock;
  /** What a value takes to the other Regions, in milliseconds. */
  readonly replicationLag: number;
  readonly isRunning: (region: string) => boolean;
}

/** How long replication waits for a Region that is lost before it looks again. */
const LOOKS_AGAIN_MS = 1_000;

/** All secrets in all Regions, and the way from a primary to its replicas. */
export class Secrets {
  private byRegion = new Map<string, Map<string, SecretInRegion>>();
  private readonly cancels = new Set<() => void>();

  constructor(private readonly props: SecretsProps) {}

  /** Takes over definitions: what has the same value as before keeps what it has been given since. */
  define(definitions: readonly SecretDefinition[], before: readonly SecretDefinition[] = []) {
    const kept = this.byRegion;
    this.byRegion = new Map();
    for (const definition of definitions) {
      const { name, region: primary, value } = definition;
      const isAsBefore = before.some(other => other.name === name && other.region === primary && other.value === value);
      const content = initialContent(definition.value, this.props.clock.now(), definition.description);
      for (const region of [definition.region, ...definition.replicas]) {
        const known = isAsBefore ? kept.get(region)?.get(definition.name) : undefined;
        this.put(known ?? { definition, region, arn: secretArn(definition, region), primary: definition.region, content });
      }
    }
  }

  of(region: string): SecretInRegion[] {
    return [...this.byRegion.get(region)?.values() ?? []];
  }

  /** By its name or ARN, the end of which may be missing. */
  find(region: string, id: string): SecretInRegion | undefined {
    return this.of(region).find(({ definition: { name }, arn }) => id === name || id === arn || `${id}-` === arn.slice(0, -6));
  }

  replicasOf(secret: SecretInRegion): SecretInRegion[] {
    return [...this.byRegion.keys()].flatMap(region => this.find(region, secret.definition.name) ?? [])
      .filter(other => other.region !== secret.region && other.primary === secret.region);
  }

  /** Changes a secret where it is written, and sends it to its replicas. */
  change(secret: SecretInRegion, content: SecretContent) {
    if (secret.primary !== secret.region) {
      throw new AwsError('InvalidRequestException', 'Operation not permitted on a replica secret. Call must be made in primary secret\'s region.');
    }
    secret.content = content;
    this.replicasOf(secret).forEach(replica => this.send(secret, replica));
  }

  /** Makes a replica in another Region. */
  replicate(secret: SecretInRegion, region: string) {
    const { definition } = secret;
    const content = { ...secret.content, versions: [], change: -1 };
    const replica = { definition, region, arn: secretArn(definition, region), primary: secret.region, content };
    this.put(replica);
    this.send(secret, replica);
  }

  remove({ region, definition: { name } }: SecretInRegion) {
    this.byRegion.get(region)?.delete(name);
  }

  stop() {
    this.cancels.forEach(cancel => cancel());
  }

  private put(secret: SecretInRegion) {
    const secrets = this.byRegion.get(secret.region) ?? new Map<string, SecretInRegion>();
    this.byRegion.set(secret.region, secrets.set(secret.definition.name, secret));
  }

  private send(from: SecretInRegion, to: SecretInRegion, content: SecretContent = from.content, delay: number = this.props.replicationLag) {
    const cancel = this.props.clock.schedule(delay, () => {
      this.cancels.delete(cancel);
      if (to.primary !== from.region) return; // it has been promoted since
      if (![from, to].every(({ region }) => this.props.isRunning(region))) return this.send(from, to, content, LOOKS_AGAIN_MS);
      if (content.change > to.content.change) to.content = content;
    });
    this.cancels.add(cancel);
  }
}
