import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { functionReferredBy } from './functions-behind';
import { Rule } from './rule';
import { listOf, textOf } from '../synthesis/template-values';

export const SCHEDULE_IN_SEVERAL_REGIONS: Rule = {
  code: 'schedule-in-several-regions',
  severity: 'warning',
  title: 'A schedule runs a function in one Region, or says who runs it.',
  reason: 'each of them runs it, at the same time: what it sends is sent as often',
  fix: 'Add it with `api.addSchedule()`, by which one Region runs it, and another one when that is lost; acknowledge what each Region does for itself',
  awsPage: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html',
  example: 'The schedule at Shop/us-east-1/Shop/Daily, cron(0 8 * * ? *), runs a function in us-east-1, eu-west-1',
  find: deployed => acrossRegions(schedulesOfFunctions(deployed).map(resource => ({ resource })))
    .filter(({ all }) => all.length > 1)
    .map(({ first: { resource }, regions }) => ({
      at: resource.owner,
      found: `The schedule at ${resource.owner.node.path}, ${textOf(resource.properties.ScheduleExpression, resource.region)}, runs a function in ${regions}`,
    })),
};

function schedulesOfFunctions(deployed: DeployedResources): Resource[] {
  return deployed.inRegions('AWS::Scheduler::Schedule', 'AWS::Events::Rule')
    .filter(({ properties }) => properties.ScheduleExpression !== undefined && properties.State !== 'DISABLED')
    .filter(resource => targetsOf(resource).some(arn => isFunction(deployed, resource, arn)));
}

/** The ARNs of what a schedule or a rule gives its events to. */
export function targetsOf({ properties: { Target: target, Targets: targets } }: Resource): unknown[] {
  return [...listOf(target), ...listOf(targets)].map(({ Arn }) => Arn);
}

function isFunction(deployed: DeployedResources, resource: Resource, arn: unknown): boolean {
  return functionReferredBy(deployed, resource, arn) !== undefined || /:lambda:/.test(textOf(arn, resource.region) ?? '');
}
