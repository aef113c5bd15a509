import { BusEvent } from './event';
import { busName, eventBridgeOperations } from './event-bridge-operations';
import { DEFAULT_BUS, EventBusDefinition, RuleDefinition } from './rule-definition';
import { Rule } from './rules';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';
import { Deliver, Deliveries, DeliveryError } from '../../machine/delivery';
import { Journal } from '../../machine/journal';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';
import { answerOperation, Operation, operationOf } from '../../machine/wire/operation-call';

const TARGET = 'AWSEvents';
const REFUSED = [
  'PutRule', 'DeleteRule', 'PutTargets', 'RemoveTargets', 'CreateEventBus', 'DeleteEventBus', 'CreateArchive', 'StartReplay', 'CreateEndpoint', 'CreateConnection',
];

export interface EventBridgeDefinitions {
  readonly eventBuses: readonly EventBusDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly accountId: string;
}

export interface EventBridgeProps extends EventBridgeDefinitions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly deliver: Deliver;
  readonly measure: Measure;
}

/** EventBridge in all Regions: buses, the rules on them, and rules with a schedule. */
export class EventBridge implements LocalService {
  readonly name = 'EventBridge';
  readonly signingNames = ['events'];
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;
  private readonly deliveries: Deliveries;
  private definitions: EventBridgeDefinitions;
  private rules: readonly Rule[];

  constructor(private readonly props: EventBridgeProps) {
    this.definitions = props;
    this.deliveries = new Deliveries(props);
    this.rules = props.rules.map(definition => this.create(definition));
    this.calls = eventBridgeOperations({
      clock: props.clock,
      accountId: props.accountId,
      busesOf: region => this.busesOf(region),
      rulesOf: region => this.rules.filter(({ definition }) => definition.region === region),
      put: (region, bus, event) => this.put(region, bus, event),
    });
    this.operations = { answered: Object.keys(this.calls), refused: REFUSED };
  }

  start() {
    this.rules.forEach(rule => rule.start());
  }

  /** Rules that are as they were go on as they are: with their rate, and enabled or not. */
  update(definitions: EventBridgeDefinitions): [] {
    this.definitions = definitions;
    const before = new Map(this.rules.map(rule => [JSON.stringify(rule.definition), rule]));
    this.rules = definitions.rules.map(definition => before.get(JSON.stringify(definition)) ?? this.create(definition));
    [...before.values()].filter(rule => !this.rules.includes(rule)).forEach(rule => rule.stop());
    this.rules.filter(rule => ![...before.values()].includes(rule)).forEach(rule => rule.start());
    return [];
  }

  /** The rules with a schedule, and when each is due next. */
  upcoming(): { readonly definition: RuleDefinition; readonly next?: number }[] {
    return this.rules.filter(({ definition }) => definition.schedule !== undefined).map(({ definition, next }) => ({ definition, next }));
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { target: TARGET, operations: this.calls });
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const operation = operationOf(request, TARGET);
    if (operation !== 'PutEvents') return [{ action: `events:${operation}`, resource: '*' }];
    return entriesIn(request).map(({ EventBusName: bus, Source, DetailType }) => ({
      action: 'events:PutEvents',
      resource: bus?.startsWith('arn:') ? bus : busArn(request.signer.region, accountId, bus ?? DEFAULT_BUS),
      conditionKeys: () => ({ 'events:source': [Source].flat(), 'events:detail-type': [DetailType].flat() }),
    }));
  }

  /** Takes an event that a target brings to a bus; it keeps its Region and its account. */
  async receive(arn: string, event: BusEvent): Promise<void> {
    const { region, name } = placeOf(arn);
    if (!this.busesOf(region).some(bus => bus.name === name)) throw new DeliveryError('RESOURCE_NOT_FOUND', `There is no event bus ${name} in ${region}`, true);
    await new Promise(setImmediate); // so that buses which lead to each other, which goes on for ever as on AWS, stop nothing else
    await this.see(region, name, event);
  }

  stop() {
    this.rules.forEach(rule => rule.stop());
  }

  private create(definition: RuleDefinition): Rule {
    return new Rule(definition, { ...this.props, deliveries: this.deliveries });
  }

  private busesOf(region: string): EventBusDefinition[] {
    const arn = busArn(region, this.definitions.accountId, DEFAULT_BUS);
    return [{ name: DEFAULT_BUS, arn, region }, ...this.definitions.eventBuses.filter(bus => bus.region === region)];
  }

  /** What is put onto a bus that is not there is lost, as on AWS; here, it is told. */
  private async put(signedFor: string, bus: string, event: BusEvent): Promise<void> {
    const { region, name } = bus.startsWith('arn:') ? placeOf(bus) : { region: signedFor, name: bus };
    if (this.busesOf(region).some(other => other.name === name)) return this.see(region, name, event);
    const from = `PutEvents of ${event.source}`;
    this.props.journal.write('undelivered', { region, from, to: bus, attempts: 1, error: `There is no event bus ${name} in ${region}` });
  }

  private async see(region: string, bus: string, event: BusEvent): Promise<void> {
    const rules = this.rules.filter(({ definition }) => definition.region === region && definition.bus === bus);
    await Promise.all(rules.map(rule => rule.see(event)));
  }
}

function busArn(region: string, accountId: string, name: string): string {
  return `arn:${partition(region).name}:events:${region}:${accountId}:event-bus/${name}`;
}

function placeOf(arn: string): { region: string; name: string } {
  return { region: arn.split(':')[3], name: busName(arn) };
}

function entriesIn({ body }: SignedRequest): { EventBusName?: string; Source?: any; DetailType?: any }[] {
  try {
    return [JSON.parse(body.toString()).Entries ?? []].flat();
  } catch {
    return []; // it is refused for that
  }
}
