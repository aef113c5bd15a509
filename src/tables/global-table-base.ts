import { Stack, Token } from 'aws-cdk-lib';
import { Attribute, ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { grantKey, keyStatement, READ_KEY_ACTIONS, USE_KEY_ACTIONS } from './replica-key';
import { RegionalApi } from '../region/regional-api';
import { refusal } from '../synthesis/refusal';

/** A DynamoDB global table with a replica beside every handler, whoever defines it. */
export interface IGlobalTable extends IConstruct {
  /** The name of every replica, the same literal in all Regions. */
  readonly tableName: string;

  /**
   * The replica in one Region, by the Region's name: a plain `ITableV2`.
   *
   * It is made of literals, so any stack of that Region may use it.
   */
  replica(region: string): ITableV2;

  /** Allows the actions on the replica in the grantee's own Region, indexes included, and on no other. */
  grant(grantee: IGrantable, ...actions: string[]): Grant;

  /** Allows reading items from the replica in the grantee's own Region, indexes included. */
  grantReadData(grantee: IGrantable): Grant;

  /** Allows writing items to the replica in the grantee's own Region. */
  grantWriteData(grantee: IGrantable): Grant;

  /** Allows reading and writing items of the replica in the grantee's own Region, indexes included. */
  grantReadWriteData(grantee: IGrantable): Grant;

  /** Allows reading the stream of the replica in the grantee's own Region. */
  grantStreamRead(grantee: IGrantable): Grant;
}

/** What is known of a table's replicas without asking AWS. */
export interface KnownTable {
  readonly regionalApis: RegionalApi[];
  readonly tableName: string;
  /** The keys of an item, if they are known: then the health function reads the replicas. */
  readonly keys?: Attribute[];
  readonly globalIndexes?: string[];
  readonly localIndexes?: string[];
  /** The keys that encrypt the replicas and that grantees need a permission for, by Region. */
  readonly keyArns: { [region: string]: string };
  /** Whether it matters how long a write takes to the other Regions. */
  readonly hasLag: boolean;
}

/**
 * The replicas of a global table, and grants on them, as `IGlobalTable` has it. `GlobalTable` declares each again: what is
 * declared in a class that is not exported, jsii-rosetta cannot name in other languages.
 *
 * @internal
 */
export abstract class GlobalTableBase extends Construct implements IGlobalTable {
  readonly tableName: string;
  /** @internal */
  readonly _hasLag: boolean;
  private readonly replicas: Map<string, ITableV2>;
  private readonly keyArns: { [region: string]: string };

  protected constructor(scope: Construct, id: string, table: KnownTable) {
    super(scope, id);
    this.tableName = table.tableName;
    this._hasLag = table.hasLag;
    this.keyArns = table.keyArns;
    this.replicas = new Map(table.regionalApis.map(regionalApi => [regionalApi.region, this.importReplica(regionalApi, table)]));
    if (this._hasLag) {
      table.regionalApis.forEach(({ _tables }) => _tables.add(this));
    }
  }

  /** @internal */
  get _regions(): string[] {
    return [...this.replicas.keys()];
  }

  replica(region: string): ITableV2 {
    const replica = this.replicas.get(region);
    if (!replica) {
      throw refusal(`\`region\` must be one that ${this.tableName} has a replica in: ${[...this.replicas.keys()].join(', ')}`, region);
    }
    return replica;
  }

  grant(grantee: IGrantable, ...actions: string[]): Grant {
    return this.withKey(grantee, USE_KEY_ACTIONS, this.replicaBeside(grantee).grant(grantee, ...actions));
  }

  grantReadData(grantee: IGrantable): Grant {
    return this.withKey(grantee, READ_KEY_ACTIONS, this.replicaBeside(grantee).grantReadData(grantee));
  }

  grantWriteData(grantee: IGrantable): Grant {
    return this.withKey(grantee, USE_KEY_ACTIONS, this.replicaBeside(grantee).grantWriteData(grantee));
  }

  grantReadWriteData(grantee: IGrantable): Grant {
    return this.withKey(grantee, USE_KEY_ACTIONS, this.replicaBeside(grantee).grantReadWriteData(grantee));
  }

  grantStreamRead(grantee: IGrantable): Grant {
    return this.withKey(grantee, READ_KEY_ACTIONS, Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resourceArns: [`${this.replicaBeside(grantee).tableArn}/stream/*`], // the rest of the name is known after deployment only
    }));
  }

  private importReplica(regionalApi: RegionalApi, { tableName, keys, globalIndexes, localIndexes, keyArns }: KnownTable) {
    const replica = TableV2.fromTableAttributes(regionalApi, replicaId(this.node.id), { tableName, globalIndexes, localIndexes });
    const keyArn = keyArns[regionalApi.region];
    if (keys) {
      const statements = keyArn ? [keyStatement(keyArn, READ_KEY_ACTIONS)] : [];
      regionalApi._probe({ tableName, tableArn: replica.tableArn, keys, statements });
    }
    return replica;
  }

  private withKey(grantee: IGrantable, actions: string[], grant: Grant): Grant {
    const keyArn = this.keyArns[regionOf(grantee) ?? ''];
    return keyArn ? grant.combine(grantKey(grantee, keyArn, actions)) : grant;
  }

  private replicaBeside(grantee: IGrantable): ITableV2 {
    const region = regionOf(grantee);
    const replica = this.replicas.get(region ?? '');
    if (!replica) {
      throw refusal(`\`grantee\` must be in a Region that ${this.tableName} has a replica in: ${[...this.replicas.keys()].join(', ')}`,
        region === undefined || Token.isUnresolved(region) ? 'no Region' : region, 'Grant on `replica(region)` otherwise');
    }
    return replica;
  }
}

/** Each Region's scope has one replica of an id. */
export function validateReplicaIdIsNew(id: string, [regionalApi]: RegionalApi[]) {
  if (regionalApi.node.tryFindChild(replicaId(id))) {
    throw refusal('Tables of one API must have different ids', id);
  }
}

function replicaId(id: string): string {
  return `${id}Replica`;
}

function regionOf(grantee: IGrantable): string | undefined {
  const construct = [grantee, grantee.grantPrincipal].find(Construct.isConstruct) as IConstruct | undefined;
  return construct && Stack.of(construct).region;
}
