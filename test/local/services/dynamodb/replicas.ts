import { REGIONS } from './hits-table';
import { ManualClock } from '../../../../local/machine/clock';
import { Item } from '../../../../local/services/dynamodb/attribute-value';
import { DynamoDbEngine } from '../../../../local/services/dynamodb/engine';
import { Replication, ReplicationProps } from '../../../../local/services/dynamodb/replication';
import { TableDefinition } from '../../../../local/services/dynamodb/table-definition';

/** Three Regions' engines, replicating one table. */
export class Replicas {
  readonly clock = new ManualClock();
  readonly engines = new Map(REGIONS.map(region => [region, new DynamoDbEngine({ region, accountId: '111122223333', clock: this.clock })]));
  readonly replication: Replication;

  constructor(private readonly table: TableDefinition, props: Pick<ReplicationProps, 'lag' | 'random' | 'onLoss'>) {
    this.replication = new Replication({ engines: this.engines, clock: this.clock, ...props });
  }

  async start() {
    await Promise.all(this.table.regions.map(region => this.engines.get(region)!.createTable(this.table)));
    this.replication.replicate(this.table);
  }

  execute(region: string, operation: string, input: object): Promise<any> {
    return this.engines.get(region)!.execute(operation, { TableName: this.table.tableName, ...input });
  }

  /** One Region's items, in the order of their keys. */
  async items(region: string): Promise<Item[]> {
    return sorted(await this.engines.get(region)!.items(this.table.tableName));
  }

  async indexed(region: string, index: string): Promise<Item[]> {
    return sorted((await this.execute(region, 'Scan', { IndexName: index })).Items);
  }

  async stop() {
    await this.replication.stop();
    await Promise.all([...this.engines.values()].map(engine => engine.close()));
  }
}

function sorted(items: Item[]): Item[] {
  const key = ({ ip, region }: Item) => `${ip.S}/${region.S}`;
  return items.sort((a, b) => key(a) < key(b) ? -1 : 1);
}
