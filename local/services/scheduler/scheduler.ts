import { RunningSchedule } from './running-schedule';
import { DEFAULT_GROUP, ScheduleDefinition } from './schedule-definition';
import { partition } from '../../machine/aws-regions';
import { Clock } from '../../machine/clock';
import { Deliver, Deliveries } from '../../machine/delivery';
import { Journal } from '../../machine/journal';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { Measure } from '../../machine/metric';
import { scheduleOf } from '../../machine/schedule/schedule';
import { AwsError } from '../../machine/wire/aws-error';
import { answerRest, RestOperation, restOperationOf, RestRoute } from '../../machine/wire/rest-json';

const ROUTES: readonly RestRoute[] = [
  ['GET', '/schedules', 'ListSchedules'],
  ['POST', '/schedules/{Name}', 'CreateSchedule'],
  ['GET', '/schedules/{Name}', 'GetSchedule'],
  ['PUT', '/schedules/{Name}', 'UpdateSchedule'],
  ['DELETE', '/schedules/{Name}', 'DeleteSchedule'],
  ['GET', '/schedule-groups', 'ListScheduleGroups'],
  ['POST', '/schedule-groups/{Name}', 'CreateScheduleGroup'],
  ['GET', '/schedule-groups/{Name}', 'GetScheduleGroup'],
  ['DELETE', '/schedule-groups/{Name}', 'DeleteScheduleGroup'],
];

export interface SchedulerDefinitions {
  readonly schedules: readonly ScheduleDefinition[];
  readonly scheduleGroups: readonly { readonly name: string; readonly region: string }[];
}

export interface SchedulerProps extends SchedulerDefinitions {
  readonly accountId: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly random: () => number;
  readonly deliver: Deliver;
  readonly measure: Measure;
}

/** EventBridge Scheduler in all Regions. A schedule of one Region knows nothing of that of another. */
export class Scheduler implements LocalService {
  readonly name = 'EventBridge Scheduler';
  readonly signingNames = ['scheduler'];
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, RestOperation>>;
  private readonly deliveries: Deliveries;
  private readonly running = new Map<string, RunningSchedule>();
  /** Those of the templates, as they were last; the others are made by calls. */
  private templates: SchedulerDefinitions = { schedules: [], scheduleGroups: [] };

  constructor(private readonly props: SchedulerProps) {
    this.deliveries = new Deliveries(props);
    this.calls = {
      CreateSchedule: (input, region) => {
        const definition = this.read(input, region);
        if (this.running.has(definition.arn)) throw new AwsError('ConflictException', `Schedule ${definition.name} already exists.`, 409);
        this.run(definition);
        return { ScheduleArn: definition.arn };
      },
      GetSchedule: (input, region) => describe(this.existing(input, region).definition),
      ListSchedules: ({ ScheduleGroup, NamePrefix = '', State }, region) => ({
        Schedules: [...this.running.values()].map(({ definition }) => definition)
          .filter(({ region: own, group, name }) => own === region && (ScheduleGroup ?? group) === group && name.startsWith(NamePrefix))
          .map(describe)
          .filter(schedule => State === undefined || schedule.State === State)
          .map(({ Arn, Name, GroupName, State: state, Target }) => ({ Arn, Name, GroupName, State: state, Target: { Arn: Target.Arn } })),
      }),
      UpdateSchedule: (input, region) => {
        this.existing(input, region);
        const definition = this.read(input, region);
        this.run(definition);
        return { ScheduleArn: definition.arn };
      },
      DeleteSchedule: (input, region) => {
        this.remove(this.existing({ ...input, GroupName: input.groupName }, region).definition.arn);
        return {};
      },
    };
    this.operations = { answered: Object.keys(this.calls), refused: ROUTES.map(([, , name]) => name).filter(name => !this.calls[name]) };
  }

  start() {
    this.update(this.props);
  }

  /** Schedules that are as they were go on as they are, with their rate; so do those that calls have made. */
  update({ schedules, scheduleGroups }: SchedulerDefinitions): [] {
    const known = (definition: ScheduleDefinition, among: readonly ScheduleDefinition[]) =>
      among.some(other => JSON.stringify(other) === JSON.stringify(definition));
    this.templates.schedules.filter(definition => !known(definition, schedules)).forEach(({ arn }) => this.remove(arn));
    schedules.filter(definition => !known(definition, this.templates.schedules)).forEach(definition => this.run(definition));
    this.templates = { schedules, scheduleGroups };
    return [];
  }

  /** The schedules that there are now, and when each is due next. */
  upcoming(): { readonly definition: ScheduleDefinition; readonly next?: number }[] {
    return [...this.running.values()].map(({ definition, next }) => ({ definition, next }));
  }

  answer(request: SignedRequest) {
    return answerRest(request, ROUTES, this.calls);
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html */
  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const { name, parameters: { Name } } = restOperationOf(request, ROUTES);
    if (Name === undefined || name.endsWith('Group')) return [{ action: `scheduler:${name}`, resource: '*' }];
    return [{ action: `scheduler:${name}`, resource: arnOf(request.signer.region, accountId, groupIn(request), Name) }];
  }

  stop() {
    this.running.forEach(schedule => schedule.stop());
  }

  private run(definition: ScheduleDefinition) {
    const { arn, isDeletedAfterCompletion } = definition;
    this.remove(arn);
    const onCompletion = () => {
      if (isDeletedAfterCompletion) this.remove(arn);
    };
    const schedule = new RunningSchedule(definition, { ...this.props, deliveries: this.deliveries, onCompletion });
    this.running.set(arn, schedule);
    schedule.start();
  }

  private remove(arn: string) {
    this.running.get(arn)?.stop();
    this.running.delete(arn);
  }

  private existing({ Name, GroupName, groupName }: Record<string, any>, region: string): RunningSchedule {
    const found = this.running.get(arnOf(region, this.props.accountId, GroupName ?? groupName, Name));
    if (!found) throw new AwsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404);
    return found;
  }

  private read(input: Record<string, any>, region: string): ScheduleDefinition {
    const { accountId } = this.props;
    const group = input.GroupName ?? DEFAULT_GROUP;
    const groups = [DEFAULT_GROUP, ...this.templates.scheduleGroups.filter(other => other.region === region).map(({ name }) => name)];
    if (!groups.includes(group)) throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
    const definition = scheduleDefinition({ ...input, GroupName: group }, { arn: arnOf(region, accountId, group, input.Name), region, accountId });
    try {
      scheduleOf(definition.expression, { firstAt: 0, timeZone: definition.timeZone });
    } catch (error) {
      throw new AwsError('ValidationException', `Invalid Schedule Expression ${definition.expression}: ${(error as Error).message}`);
    }
    return definition;
  }
}

/** A schedule as templates and the API describe it; times are texts or seconds. */
export function scheduleDefinition(input: Record<string, any>, where: Pick<ScheduleDefinition, 'arn' | 'region' | 'accountId'>): ScheduleDefinition {
  const { Name, GroupName = DEFAULT_GROUP, ScheduleExpression, FlexibleTimeWindow, StartDate, EndDate, State, Target } = input;
  return {
    ...where,
    name: Name,
    group: GroupName,
    description: input.Description,
    isEnabled: State !== 'DISABLED',
    expression: ScheduleExpression,
    timeZone: input.ScheduleExpressionTimezone,
    windowMinutes: FlexibleTimeWindow?.Mode === 'FLEXIBLE' ? Number(FlexibleTimeWindow.MaximumWindowInMinutes) : undefined,
    startDate: millisecondsOf(StartDate),
    endDate: millisecondsOf(EndDate),
    target: Target,
    isDeletedAfterCompletion: input.ActionAfterCompletion === 'DELETE',
  };
}

function describe(definition: ScheduleDefinition) {
  const { name, group, arn, description, isEnabled, expression, timeZone = 'UTC', windowMinutes, startDate, endDate, target } = definition;
  return {
    Name: name,
    GroupName: group,
    Arn: arn,
    Description: description,
    State: isEnabled ? 'ENABLED' : 'DISABLED',
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow: windowMinutes === undefined ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: windowMinutes },
    StartDate: startDate && startDate / 1000,
    EndDate: endDate && endDate / 1000,
    ActionAfterCompletion: definition.isDeletedAfterCompletion ? 'DELETE' : 'NONE',
    Target: target,
  };
}

function millisecondsOf(time: string | number | undefined): number | undefined {
  return typeof time === 'string' ? Date.parse(time) : time === undefined ? undefined : time * 1000;
}

function arnOf(region: string, accountId: string, group: string = DEFAULT_GROUP, name: string): string {
  return `arn:${partition(region).name}:scheduler:${region}:${accountId}:schedule/${group}/${name}`;
}

/** Some requests name the group in the query, others in the body. */
function groupIn({ query, body }: SignedRequest): string | undefined {
  try {
    return query.get('groupName') ?? JSON.parse(body.toString()).GroupName;
  } catch {
    return undefined;
  }
}
