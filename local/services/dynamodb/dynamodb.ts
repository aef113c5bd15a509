import { DynamoDbEngine } from './engine';
import { Expiry } from './expiry';
import { CreateStore } from './region-store';
import { Replication } from './replication';
import { RequestMetrics } from './request-metrics';
import { TableDefinition } from './table-definition';
import { TimeToLive } from './time-to-live';
import { DynamoDbWireProtocol } from './wire-protocol';
import { Clock } from '../../machine/clock';
import { Journal } from '../../machine/journal';
import { LocalService, SignedRequest } from '../../machine/local-service';
import { Measure, unmeasured } from '../../machine/metric';

export interface DynamoDbProps {
  readonly regions: readonly string[];
  readonly accountId: string;
  readonly tables: readonly TableDefinition[];
  readonly clock: Clock;
  readonly journal: Journal;
  /** @default - nothing is measured */
  readonly measure?: Measure;
  /** The mean time that a write takes to another Region, in milliseconds of AWS time. */
  readonly replicationLag: number;
  readonly random: () => number;
  /** What keeps the items of a Region. @default - memory */
  readonly createStore?: CreateStore;
}

/** Lags stray by a fifth, up or down. */
const LAG_JITTER = 0.2;

/** DynamoDB in all Regions, with its global tables. */
export class DynamoDb implements LocalService {
  readonly name = 'DynamoDB';
  readonly signingNames = ['dynamodb'];
  readonly operations = { answered: [...DynamoDbEngine.ANSWERED.keys()], refused: [...DynamoDbEngine.REFUSED.keys()] };
  readonly engines: ReadonlyMap<string, DynamoDbEngine>;
  readonly replication: Replication;
  private readonly expiry: Expiry;
  private readonly protocol: DynamoDbWireProtocol;

  constructor(private readonly props: DynamoDbProps) {
    const { regions, clock, journal, replicationLag, random, measure = unmeasured } = props;
    const metrics = new RequestMetrics(measure);
    const timeToLive = new TimeToLive(clock);
    this.engines = new Map(regions.map(region => [region, new DynamoDbEngine({ ...props, region, timeToLive })]));
    this.expiry = new Expiry({ ...props, engines: this.engines, timeToLive });
    this.replication = new Replication({
      engines: this.engines,
      clock,
      lag: { mean: replicationLag, jitter: LAG_JITTER },
      random,
      onArrival: write => {
        journal.write('replication', write);
        metrics.arrived(write);
      },
    });
    this.protocol = new DynamoDbWireProtocol(this.engines, metrics);
  }

  async start() {
    for (const table of this.props.tables) {
      for (const region of table.regions) {
        await this.engines.get(region)!.createTable(table);
      }
      this.replication.replicate(table);
    }
    this.expiry.start();
  }

  answer(request: SignedRequest) {
    return this.protocol.answer(request);
  }

  async stop() {
    await this.expiry.stop();
    await this.replication.stop();
    await Promise.all([...this.engines.values()].map(engine => engine.close()));
  }
}
