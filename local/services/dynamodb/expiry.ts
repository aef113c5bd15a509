import { DynamoDbEngine } from './engine';
import { TableDefinition } from './table-definition';
import { TimeToLive } from './time-to-live';
import { Clock } from '../../machine/clock';
import { Gate } from '../../machine/gate';

/** How often one replica of each table is looked through, in milliseconds of AWS time. */
const INTERVAL = 5 * 60 * 1000;

export interface ExpiryProps {
  readonly engines: ReadonlyMap<string, DynamoDbEngine>;
  readonly tables: readonly TableDefinition[];
  readonly timeToLive: TimeToLive;
  readonly clock: Clock;
  readonly gate: Gate;
  /** Whether a Region deletes now. @default - all do */
  readonly isRunning?: (region: string) => boolean;
}

/**
 * Deletes expired items, some time after they have expired, as AWS does within days. A table's replicas are looked through one
 * after the other: each delete is made in one Region and replicates from there, and a Region that is cut off has its turn, too.
 */
export class Expiry {
  private round = 0;
  private stopped = false;
  private cancelTimer?: () => void;
  private sweeping?: Promise<void>;

  constructor(private readonly props: ExpiryProps) {}

  start() {
    this.cancelTimer = this.props.clock.schedule(INTERVAL, () => this.sweeping = this.props.gate.pass(() => this.sweep()));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer?.();
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    const { engines, tables, timeToLive, isRunning = () => true } = this.props;
    for (const { tableName, regions } of tables.filter(table => timeToLive.attribute(table.tableName))) {
      const region = regions[this.round % regions.length];
      if (isRunning(region)) await engines.get(region)!.expire(tableName);
    }
    this.round++;
    if (!this.stopped) this.start();
  }
}
