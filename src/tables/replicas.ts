import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { Attribute, ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { LaggingTable, ReplicaHome } from './replica-home';
import { grantKey, keyStatement, READ_KEY_ACTIONS } from './replica-key';
import { refusal } from '../synthesis/refusal';

/** What is known of a table's replicas without asking AWS. */
export interface KnownTable {
  readonly homes: ReplicaHome[];
  readonly tableName: string;
  /** The keys of an item, if they are known: then the health functions read the replicas. */
  readonly keys?: Attribute[];
  /** The keys that encrypt the replicas and that grantees need a permission for, by Region. */
  readonly keyArns: { [region: string]: string };
  /** Whether it matters how long a write takes to the other Regions. */
  readonly hasLag: boolean;
  /** Whether it has indexes, or may have. They may be added later. */
  hasIndexes(): boolean;
}

/** The replicas of one table, each imported by its literal name into its own Region. */
export class Replicas {
  private readonly byRegion: Map<string, ITableV2>;
  /** The indexes of a replica that had none at first: one token, so that CDK can merge statements. */
  private readonly laterIndexes = new Map<ITableV2, string>();

  constructor(id: string, private readonly table: KnownTable) {
    const hadIndexes = table.hasIndexes();
    this.byRegion = new Map(table.homes.map(home => [home.region, importReplica(home, id, table)]));
    for (const replica of this.byRegion.values()) {
      this.laterIndexes.set(replica, Lazy.uncachedString({ produce: () => !hadIndexes && table.hasIndexes() ? `${replica.tableArn}/index/*` : undefined }));
    }
  }

  get tableName(): string {
    return this.table.tableName;
  }

  get hasLag(): boolean {
    return this.table.hasLag;
  }

  get regions(): string[] {
    return [...this.byRegion.keys()];
  }

  inRegion(region: string): ITableV2 {
    const replica = this.byRegion.get(region);
    if (!replica) {
      throw refusal(`\`region\` must be one that ${this.table.tableName} has a replica in: ${this.regions.join(', ')}`, region,
        typeof region === 'string' ? undefined : 'Give the name of the Region');
    }
    return replica;
  }

  /** Once the table is there to be asked. */
  watchLag(table: LaggingTable) {
    if (this.table.hasLag) {
      this.table.homes.forEach(home => home._watchLag(table));
    }
  }

  /** Grants on the replica beside the grantee, and on its indexes: CDK's own grants have those alone that are there already. */
  grantWithIndexes(grantee: IGrantable, keyActions: string[], grantOn: (replica: ITableV2) => Grant): Grant {
    return this.grantBeside(grantee, keyActions, replica => {
      const grant = grantOn(replica);
      grant.principalStatements.forEach(statement => statement.addResources(this.laterIndexes.get(replica)!));
      return grant;
    });
  }

  /** Grants on the replica in the grantee's own Region, and on the key that encrypts it, if that needs a permission. */
  grantBeside(grantee: IGrantable, keyActions: string[], grantOn: (replica: ITableV2) => Grant): Grant {
    const region = regionOf(grantee);
    const replica = this.byRegion.get(region ?? '');
    if (!replica) {
      throw refusal(`\`grantee\` must be in a Region that ${this.table.tableName} has a replica in: ${this.regions.join(', ')}`,
        region === undefined || Token.isUnresolved(region) ? 'no Region' : region, 'Grant on `replica(region)` otherwise');
    }
    const grant = grantOn(replica);
    const keyArn = this.table.keyArns[region ?? ''];
    return keyArn ? grant.combine(grantKey(grantee, keyArn, keyActions)) : grant;
  }
}

/** Each Region's scope has one replica of an id. */
export function validateReplicaIdIsNew(id: string, [home]: ReplicaHome[]) {
  if (home.node.tryFindChild(replicaId(id))) {
    throw refusal('Tables of one API must have different ids', id);
  }
}

function importReplica(home: ReplicaHome, id: string, { tableName, keys, keyArns, ...table }: KnownTable): ITableV2 {
  const replica = TableV2.fromTableAttributes(home, replicaId(id), { tableName, grantIndexPermissions: table.hasIndexes() });
  Object.defineProperty(replica, 'tableStreamArn', { get: () => { throw unknownStream(tableName, home.region); } });
  const keyArn = keyArns[home.region];
  if (keys) {
    home._probeReplica({ tableName, tableArn: replica.tableArn, keys, statements: keyArn ? [keyStatement(keyArn, READ_KEY_ACTIONS)] : [] });
  }
  return replica;
}

/** CDK would say that streams must be enabled, which they are. */
function unknownStream(tableName: string, region: string): Error {
  return refusal('A stream must be read by its ARN, which ends in the time at which DynamoDB made it', `the replica of ${tableName} in ${region}, by its name alone`,
    'Have `api.addTableChanges()` invoke a function in each Region: its deployment asks DynamoDB for the ARN');
}

function replicaId(id: string): string {
  return `${id}Replica`;
}

/** Where somebody is who is granted something. */
export function regionOf(grantee: IGrantable): string | undefined {
  const construct = [grantee, grantee.grantPrincipal].find(Construct.isConstruct) as IConstruct | undefined;
  return construct && Stack.of(construct).region;
}
