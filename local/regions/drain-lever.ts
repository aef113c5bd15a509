import { Deployed } from '../cloudformation/deployed';
import { DynamoDb } from '../services/dynamodb/dynamodb';

/** The drain switches of an app by the item that stands for a Region, as `multi-region drain` writes it. */
export class DrainLever {
  constructor(private readonly deployed: () => Deployed, private readonly dynamoDb: DynamoDb) {}

  /** Whether a switch is for a Region. */
  isFor(region: string): boolean {
    return this.switches.some(({ regions }) => regions.includes(region));
  }

  /** Whether a table is what a switch is made of. */
  isSwitch(tableName: string): boolean {
    return this.switches.some(({ table }) => table === tableName);
  }

  /** The replicas that say that a Region is drained. */
  async drainedIn(region: string): Promise<string[]> {
    const replicas = this.replicasFor(region);
    const items = await Promise.all(replicas.map(({ table, replica }) =>
      this.dynamoDb.engines.get(replica)!.execute('GetItem', { TableName: table, Key: keyOf(region) }) as Promise<{ Item?: { drained?: { BOOL?: boolean } } }>));
    return replicas.filter((_, at) => items[at].Item?.drained?.BOOL === true).map(({ replica }) => replica);
  }

  /** Drains a Region, or ends that, in the replicas of its peers: its own may be what is ill. */
  async set(region: string, isDrained: boolean) {
    const peers = this.replicasFor(region).filter(({ replica }) => replica !== region);
    await Promise.all(peers.map(({ table: TableName, replica }) => {
      const engine = this.dynamoDb.engines.get(replica)!;
      return isDrained
        ? engine.execute('PutItem', { TableName, Item: { ...keyOf(region), drained: { BOOL: true } } })
        : engine.execute('DeleteItem', { TableName, Key: keyOf(region) });
    }));
  }

  private replicasFor(region: string): { table: string; replica: string }[] {
    return this.switches.filter(({ regions }) => regions.includes(region)).flatMap(({ table, regions }) =>
      regions.filter(replica => this.dynamoDb.engines.has(replica)).map(replica => ({ table, replica })));
  }

  private get switches(): { readonly table: string; readonly regions: readonly string[] }[] {
    const found = new Set(this.deployed().functions.flatMap(({ environment: { DRAIN_SWITCH } }) => DRAIN_SWITCH ?? []));
    return [...found].map(text => JSON.parse(text));
  }
}

function keyOf(region: string) {
  return { region: { S: region } };
}
