import { CfnDeletionPolicy, CfnTag, Lazy, Stack, Token } from 'aws-cdk-lib';
import { BillingMode, CfnGlobalTable, ReplicaTableProps, TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { refusal } from '../synthesis/refusal';

/** The settings of the replicas in all Regions, with those that only some have laid over those of the table. */
export class ReplicaSettings {
  private readonly listed: Map<string, ReplicaTableProps>;

  constructor(private readonly table: TablePropsV2, replicas: ReplicaTableProps[] = []) {
    this.listed = new Map(replicas.map(replica => [replica.region, replica]));
  }

  /** One replica's settings. What is left out here TableV2 takes from the table. */
  of(region: string): ReplicaTableProps {
    const { contributorInsights, pointInTimeRecovery, ...own } = this.listed.get(region) ?? { region };
    const contributorInsightsSpecification = own.contributorInsightsSpecification
      ?? (contributorInsights === undefined ? undefined : { enabled: contributorInsights });
    const resourcePolicy = own.resourcePolicy ?? this.table.resourcePolicy; // which TableV2 gives to all replicas or not, by a feature flag
    const tags = mergeTags(this.table.tags, own.tags);
    return {
      ...own,
      ...contributorInsightsSpecification && { contributorInsightsSpecification },
      ...resourcePolicy && { resourcePolicy },
      ...tags.length > 0 && { tags },
    };
  }

  /**
   * Gives the replica in the table's own Region its settings.
   *
   * TableV2 takes them on the table, where most of them hold for the other replicas too; so they are rendered as another Region's.
   */
  applyToPrimary({ resource, region }: { resource: CfnGlobalTable; region: string }, otherRegion: string) {
    if (!this.listed.has(region)) return;
    const settings = renderingOf(this.table, this.of(region), otherRegion);
    changeReplicas(resource, replica => replica.region === region ? laidOver(replica, settings()) : replica);
  }
}

/** Protects the replicas that nothing is said of, unless the table is to be deleted with the app: `RemovalPolicies.of()` has its say until synthesis. */
export function protectFromDeletion(resource: CfnGlobalTable) {
  changeReplicas(resource, replica => ({ deletionProtectionEnabled: resource.cfnOptions.deletionPolicy !== CfnDeletionPolicy.DELETE, ...replica }));
}

type RenderedReplica = CfnGlobalTable.ReplicaSpecificationProperty;
type RenderedIndex = CfnGlobalTable.ReplicaGlobalSecondaryIndexSpecificationProperty;

function changeReplicas(resource: CfnGlobalTable, change: (replica: RenderedReplica) => RenderedReplica) {
  const replicas = resource.replicas;
  resource.replicas = Lazy.uncachedAny({ produce: context => context.resolve(replicas).map(change) });
}

/** Rendered when it is asked for: a policy may have got more statements since. */
function renderingOf({ tableName, encryption, replicas, multiRegionConsistency, witnessRegion, ...table }: TablePropsV2,
  settings: ReplicaTableProps, otherRegion: string): () => RenderedReplica {
  const elsewhere = new Stack(undefined, 'Elsewhere', { env: { region: otherRegion } });
  const { node } = new TableV2(elsewhere, 'Table', { ...table, replicas: [settings] });
  return () => {
    const rendered = elsewhere.resolve((node.defaultChild as CfnGlobalTable).replicas);
    const { tags, ...own } = rendered.find((replica: RenderedReplica) => replica.region === settings.region);
    return own; // the real one's tags hold those of the app and the stack
  };
}

/** Indexes that the table got later are the replica's alone. */
function laidOver(replica: RenderedReplica, settings: RenderedReplica): RenderedReplica {
  const [all, own] = [replica, settings].map(({ globalSecondaryIndexes }) => globalSecondaryIndexes as RenderedIndex[] | undefined);
  return { ...replica, ...settings, globalSecondaryIndexes: all?.map(index => own?.find(({ indexName }) => indexName === index.indexName) ?? index) };
}

/** Tags by key, the later ones over the earlier. */
export function mergeTags(...tags: (CfnTag[] | undefined)[]): CfnTag[] {
  return [...new Map(tags.flatMap(some => some ?? []).map(tag => [tag.key, tag])).values()];
}

/** What the settings of the replicas are judged by. */
interface SettingsToValidate extends Pick<TablePropsV2, 'billing' | 'globalSecondaryIndexes' | 'resourcePolicy' | 'tags'> {
  readonly replicas?: ReplicaTableProps[];
}

export function validateReplicas({ replicas = [], ...table }: SettingsToValidate, regions: string[], anyStack: Stack) {
  validateRegions(replicas.map(({ region }) => region), regions);
  validateStacksOwn('resourcePolicy', table.resourcePolicy, anyStack);
  validateStacksOwn('tags', table.tags, anyStack);
  for (const replica of replicas) {
    validateCapacity(replica, table);
    validateRecovery(replica);
    const { kinesisStream, resourcePolicy, streamResourcePolicy, tags } = replica;
    const settings = { kinesisStream: kinesisStream?.streamArn, resourcePolicy, streamResourcePolicy, tags };
    Object.entries(settings).forEach(([name, value]) => validateStacksOwn(`${name}\` of the replica in \`${replica.region}`, value, anyStack));
  }
}

function validateRegions(names: string[], regions: string[]) {
  if (names.some(name => Token.isUnresolved(name) || !regions.includes(name))) {
    throw refusal(`\`replicas\` must be in \`regions\`: ${regions.join(', ')}`, names.map(String));
  }
  if (new Set(names).size < names.length) {
    throw refusal('`replicas` must name each Region once', names);
  }
}

function validateCapacity(replica: ReplicaTableProps, { billing, globalSecondaryIndexes = [] }: SettingsToValidate) {
  const mode = billing?.mode ?? BillingMode.PAY_PER_REQUEST;
  const refuseMisfit = (where: string, { readCapacity, maxReadRequestUnits }: { readCapacity?: unknown; maxReadRequestUnits?: number }) => {
    if (readCapacity !== undefined && mode === BillingMode.PAY_PER_REQUEST) {
      throw refusal(`\`readCapacity\` ${where} needs \`Billing.provisioned()\``, mode, 'Set `maxReadRequestUnits` instead');
    }
    if (maxReadRequestUnits !== undefined && mode === BillingMode.PROVISIONED) {
      throw refusal(`\`maxReadRequestUnits\` ${where} needs \`Billing.onDemand()\``, mode, 'Set `readCapacity` instead');
    }
  };
  refuseMisfit(`of the replica in ${replica.region}`, replica);
  for (const [indexName, index] of Object.entries(replica.globalSecondaryIndexOptions ?? {})) {
    if (!globalSecondaryIndexes.some(known => known.indexName === indexName)) {
      throw refusal(`\`globalSecondaryIndexOptions\` of the replica in ${replica.region} must be of the table's \`globalSecondaryIndexes\``, indexName);
    }
    refuseMisfit(`of ${indexName} in ${replica.region}`, index);
  }
}

function validateRecovery({ region, pointInTimeRecovery, pointInTimeRecoverySpecification }: ReplicaTableProps) {
  if (pointInTimeRecovery === false || pointInTimeRecoverySpecification?.pointInTimeRecoveryEnabled === false) {
    throw refusal(`Point-in-time recovery of the replica in ${region} must stay on, as in every replica`, false);
  }
  const days = pointInTimeRecoverySpecification?.recoveryPeriodInDays;
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 35)) {
    throw refusal(`\`recoveryPeriodInDays\` of the replica in ${region} must be a whole number from 1 to 35`, days);
  }
}

/** Literals and a stack's own pseudo parameters are the same in all stacks; a reference to a resource is not. */
function validateStacksOwn(prop: string, value: unknown, anyStack: Stack) {
  const reference = referenceIn(value, anyStack);
  if (reference) {
    throw refusal(`\`${prop}\` must be made of literals, because no token may cross a Region or a stack`, reference);
  }
}

function referenceIn(value: unknown, anyStack: Stack): string | undefined {
  try {
    const [reference] = /\{"(Fn::GetAtt|Ref)":(?!"AWS::)[^}]*\}/.exec(JSON.stringify(anyStack.resolve(value) ?? null)) ?? [];
    return reference;
  } catch (error) {
    return (error as Error).message.split('\n')[0]; // CDK refuses to refer to a resource of another Region
  }
}
