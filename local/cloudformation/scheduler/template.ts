import { scheduleOf } from '../../machine/schedule/schedule';
import { ScheduleDefinition } from '../../services/scheduler/schedule-definition';
import { scheduleDefinition } from '../../services/scheduler/scheduler';
import { whereNotDelivered } from '../delivered';
import { arn, Identity, named, Resource } from '../resource';
import { isUntrusted } from '../role-trust';
import { limit, limitBy, ServiceTemplate } from '../service-template';

export interface SchedulerDefinitions {
  readonly schedules: ScheduleDefinition[];
  readonly scheduleGroups: { readonly name: string; readonly region: string }[];
}

const scheduleName = named('Name');

const GROUP: Identity = { ref: scheduleName, attributes: { Arn: group => arn(group, 'scheduler', `schedule-group/${scheduleName(group)}`) } };

export const SCHEDULER: ServiceTemplate<SchedulerDefinitions> = {
  runs: 'schedules by cron, rate or once, in any time zone, with windows, retries and dead-letter queues: [each Region its own](#schedules-events-and-messages)',
  differs: [
    'the role of a target is not asked: all that schedules start is allowed',
    'a schedule runs at the second that it says, on AWS within its minute',
    'a rate without a start date begins with the Regions',
  ],
  types: ['AWS::Scheduler::Schedule', 'AWS::Scheduler::ScheduleGroup'],
  identities: {
    'AWS::Scheduler::Schedule': { ref: scheduleName, attributes: { Arn: scheduleArn } },
    'AWS::Scheduler::ScheduleGroup': GROUP,
  },
  limits: [
    limitBy('AWS::Scheduler::Schedule', schedule => whereNotDelivered(String(schedule.known('Target').Arn)),
      'its target, of {a service}, is not run here: nothing is delivered to it'),
    limit('AWS::Scheduler::Schedule', (schedule, resources) => isUntrusted(schedule.known('Target').RoleArn, 'scheduler', resources),
      'AWS refuses it, since the role of its target does not trust `scheduler.amazonaws.com`: here, it runs'),
  ],
  define: resources => ({
    schedules: resources.read(resources.ofType('AWS::Scheduler::Schedule'), readSchedule),
    scheduleGroups: resources.read(resources.ofType('AWS::Scheduler::ScheduleGroup'), group => ({ name: group.ref, region: group.stack.region })),
  }),
};

const PROPERTIES = ['Description', 'GroupName', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'FlexibleTimeWindow', 'StartDate', 'EndDate', 'State'];

function readSchedule(schedule: Resource): ScheduleDefinition {
  const { region, accountId } = schedule.stack;
  const properties = Object.fromEntries(PROPERTIES.map(name => [name, schedule.property(name)]));
  const input = { ...properties, Name: scheduleName(schedule), Target: schedule.known('Target') };
  const definition = scheduleDefinition(input, { arn: scheduleArn(schedule), region, accountId });
  scheduleOf(definition.expression, { firstAt: 0, timeZone: definition.timeZone });
  return definition;
}

function scheduleArn(schedule: Resource): string {
  return arn(schedule, 'scheduler', `schedule/${schedule.property('GroupName') ?? 'default'}/${scheduleName(schedule)}`);
}
