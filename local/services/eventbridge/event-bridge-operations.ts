import { randomUUID } from 'node:crypto';
import { BusEvent, eventTime } from './event';
import { EventBusDefinition } from './rule-definition';
import { Rule } from './rules';
import { Clock } from '../../machine/clock';
import { eventPattern } from '../../machine/event-pattern';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation, timeOf } from '../../machine/wire/operation-call';

const MOST_ENTRIES = 10;

/** What the operations are about. */
export interface Buses {
  readonly clock: Clock;
  readonly accountId: string;
  busesOf(region: string): readonly EventBusDefinition[];
  rulesOf(region: string): readonly Rule[];
  /** By a bus's name or ARN. */
  put(region: string, bus: string, event: BusEvent): Promise<void>;
}

/** EventBridge's API, as far as it runs here. */
export function eventBridgeOperations(buses: Buses): Record<string, Operation> {
  const existingBus = (region: string, bus: string | undefined) => {
    const name = busName(bus);
    const found = buses.busesOf(region).find(other => other.name === name);
    if (!found) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return found;
  };
  const rulesOn = (region: string, bus: string | undefined) => {
    const { name } = existingBus(region, bus);
    return buses.rulesOf(region).filter(({ definition }) => definition.bus === name);
  };
  const existingRule = (region: string, { Name, EventBusName }: Record<string, any>) => {
    const found = rulesOn(region, EventBusName).find(({ definition }) => definition.name === Name);
    if (!found) throw new AwsError('ResourceNotFoundException', `Rule ${Name} does not exist on EventBus ${busName(EventBusName)}.`);
    return found;
  };
  const enable = (isEnabled: boolean): Operation => (input, region) => {
    existingRule(region, input).isEnabled = isEnabled;
    return {};
  };
  return {
    PutEvents: async ({ Entries: entries, EndpointId }, region) => {
      if (EndpointId !== undefined) throw AwsError.notImplemented('A global endpoint of EventBridge');
      if (!Array.isArray(entries) || entries.length < 1 || entries.length > MOST_ENTRIES) {
        throw new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have from 1 to ${MOST_ENTRIES} entries`);
      }
      const results: object[] = [];
      for (const entry of entries) {
        const refusal = refusalOf(entry);
        const event = refusal ? undefined : eventOf(entry, region, buses);
        if (event) await buses.put(region, entry.EventBusName ?? 'default', event);
        results.push(refusal ?? { EventId: event!.id });
      }
      return { FailedEntryCount: results.filter(result => 'ErrorCode' in result).length, Entries: results };
    },
    DescribeRule: (input, region) => {
      const rule = existingRule(region, input);
      return { ...describe(rule), CreatedBy: rule.definition.accountId };
    },
    ListRules: ({ EventBusName, NamePrefix = '' }, region) =>
      ({ Rules: rulesOn(region, EventBusName).filter(({ definition: { name } }) => name.startsWith(NamePrefix)).map(describe) }),
    ListTargetsByRule: ({ Rule: Name, EventBusName }, region) => ({ Targets: existingRule(region, { Name, EventBusName }).definition.targets }),
    EnableRule: enable(true),
    DisableRule: enable(false),
    DescribeEventBus: ({ Name }, region) => describeBus(existingBus(region, Name)),
    ListEventBuses: ({ NamePrefix = '' }, region) =>
      ({ EventBuses: buses.busesOf(region).filter(({ name }) => name.startsWith(NamePrefix)).map(describeBus) }),
    TestEventPattern: ({ EventPattern, Event }) => ({ Result: patternOf(EventPattern)(parse(Event, 'Event')) }),
  };
}

/** The name of a bus that is called by its name or ARN. */
export function busName(bus: string = 'default'): string {
  return bus.startsWith('arn:') ? bus.split('event-bus/').pop()! : bus;
}

function patternOf(text: string) {
  const pattern = parse(text, 'Event pattern');
  try {
    return eventPattern(pattern);
  } catch (error) {
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${(error as Error).message}`);
  }
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(what === 'Event' ? 'ValidationException' : 'InvalidEventPatternException', `${what} is not valid. Reason: it is no JSON`);
  }
}

/** What is wrong with an entry of `PutEvents`; the others are taken. */
function refusalOf({ Source, DetailType, Detail }: Record<string, any>) {
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => typeof value !== 'string' || value === '');
  if (missing) return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${missing[0]} is not valid. Reason: ${missing[0]} is a required argument.` };
  if (Source.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  return isJsonObject(Detail) ? undefined : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function eventOf({ Source, DetailType, Detail, Time, Resources = [] }: Record<string, any>, region: string, { clock, accountId }: Buses): BusEvent {
  return {
    'version': '0',
    'id': randomUUID(),
    'detail-type': DetailType,
    'source': Source,
    'account': accountId,
    'time': eventTime(Time === undefined ? clock.now() : timeOf(Time)),
    region,
    'resources': Resources,
    'detail': JSON.parse(Detail),
  };
}

function describe({ definition: { name, arn, bus, description, pattern, schedule }, isEnabled }: Rule) {
  return {
    Name: name,
    Arn: arn,
    EventBusName: bus,
    Description: description,
    EventPattern: pattern && JSON.stringify(pattern),
    ScheduleExpression: schedule,
    State: isEnabled ? 'ENABLED' : 'DISABLED',
  };
}

function describeBus({ name, arn }: EventBusDefinition) {
  return { Name: name, Arn: arn };
}
