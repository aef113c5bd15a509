import { eventPattern } from '../../machine/event-pattern';
import { scheduleOf } from '../../machine/schedule/schedule';
import { busName } from '../../services/eventbridge/event-bridge-operations';
import { EventBusDefinition, RuleDefinition, TargetDefinition } from '../../services/eventbridge/rule-definition';
import { whereNotDelivered } from '../delivered';
import { arn, Identity, named, Resource } from '../resource';
import { limitBy, limit, ServiceTemplate } from '../service-template';

export interface EventBridgeDefinitions {
  readonly eventBuses: EventBusDefinition[];
  readonly rules: RuleDefinition[];
}

const ruleName = named('Name');

const BUS: Identity = {
  ref: bus => bus.property('Name'),
  attributes: { Arn: busArn, Name: bus => bus.property('Name'), Policy: () => '' },
};

/** Of a rule on a bus other than the default one, `Ref` gives both names. */
const RULE: Identity = {
  ref: rule => rule.has('EventBusName') && busOf(rule) !== 'default' ? `${busOf(rule)}|${ruleName(rule)}` : ruleName(rule),
  attributes: { Arn: ruleArn },
};

export const EVENTBRIDGE: ServiceTemplate<EventBridgeDefinitions> = {
  runs: 'event buses, rules with [patterns](#schedules-events-and-messages) or a schedule, and their targets: functions, queues, topics, buses and log groups',
  differs: [
    'queues, topics and buses that are targets let everybody in: neither their policies nor the roles of rules are asked',
    'a rule with a rate begins with the Regions',
    'what is put onto a bus that is not there is told, and on AWS lost without a word',
  ],
  types: ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy', 'AWS::Events::Rule'],
  identities: { 'AWS::Events::EventBus': BUS, 'AWS::Events::Rule': RULE },
  limits: [
    limitBy('AWS::Events::Rule', rule => targetsOf(rule).map(({ Arn }) => whereNotDelivered(Arn)).find(refusal => refusal !== undefined),
      'of its targets, {one} is not run here: nothing is delivered to it'),
    limit('AWS::Events::EventBus', bus => bus.has('EventSourceName'), 'it is of a partner, whose events do not come here'),
  ],
  absences: {
    'AWS::Events::Archive': 'no events are kept, and none are replayed',
    'AWS::Events::ApiDestination': 'it is not called',
    'AWS::Events::Connection': 'it connects nothing here',
    'AWS::Events::Endpoint': 'there are no global endpoints here: put events onto the buses',
    'AWS::Pipes::Pipe': 'nothing goes through it',
  },
  define: resources => ({
    eventBuses: resources.read(resources.ofType('AWS::Events::EventBus'), bus => ({ name: bus.ref, arn: busArn(bus), region: bus.stack.region })),
    rules: resources.read(resources.ofType('AWS::Events::Rule'), readRule),
  }),
};

function readRule(rule: Resource): RuleDefinition {
  const [pattern, schedule] = [rule.property('EventPattern'), rule.property('ScheduleExpression')];
  if (pattern !== undefined) eventPattern(pattern);
  if (schedule !== undefined) scheduleOf(schedule, { firstAt: 0 });
  return {
    name: ruleName(rule),
    arn: ruleArn(rule),
    region: rule.stack.region,
    accountId: rule.stack.accountId,
    bus: busOf(rule),
    description: rule.property('Description'),
    isEnabled: rule.property('State') !== 'DISABLED',
    pattern,
    schedule,
    targets: targetsOf(rule),
  };
}

function targetsOf(rule: Resource): TargetDefinition[] {
  return rule.known('Targets') ?? [];
}

function busOf(rule: Resource): string {
  return busName(rule.property('EventBusName'));
}

function busArn(bus: Resource): string {
  return arn(bus, 'events', `event-bus/${bus.property('Name')}`);
}

function ruleArn(rule: Resource): string {
  const bus = busOf(rule);
  return arn(rule, 'events', `rule/${bus === 'default' ? '' : `${bus}/`}${ruleName(rule)}`);
}
