import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { referencesIn, renderResource } from './rendered-resource';

/**
 * The alarms that a deployment waits for and that wait for its function: one sentence for each.
 *
 * An alias waits, by its update policy, for its deployment group and so for the alarms. CloudFormation would refuse the stack for a
 * circular dependency, naming all resources on the way.
 */
export function alarmsThatWaitForFunctions(aliases: Alias[]): string[] {
  const found = new Map<CfnAlarm, string>();
  const done = new Set<CfnResource>();
  const resources = resourcesById(aliases[0].stack);
  const visit = (resource: CfnResource, way: CfnResource[]) => {
    if (done.has(resource)) return;
    if (way.includes(resource)) {
      const circle = [...way.slice(way.indexOf(resource)), resource];
      const alarm = circle.find((part): part is CfnAlarm => part instanceof CfnAlarm);
      if (alarm) found.set(alarm, sentence(alarm, circle));
      return;
    }
    referred(resource, resources).forEach(next => visit(next, [...way, resource]));
    done.add(resource);
  };
  aliases.forEach(alias => visit(alias.node.defaultChild as CfnResource, []));
  return [...found.values()];
}

function resourcesById(stack: Stack): Map<string, CfnResource> {
  const resources = stack.node.findAll().filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct));
  return new Map(resources.filter(resource => resource.stack === stack).map(resource => [stack.resolve(resource.logicalId), resource]));
}

function referred(resource: CfnResource, resources: Map<string, CfnResource>): CfnResource[] {
  const rendered = renderResource(resource);
  const ids = [...referencesIn(rendered), ...[rendered.DependsOn ?? []].flat()];
  return [...new Set(ids)].flatMap(id => resources.get(id) ?? []);
}

function sentence(alarm: CfnAlarm, circle: CfnResource[]): string {
  const next = circle[circle.indexOf(alarm) + 1];
  return `The alarm ${pathOf(alarm)} rolls deployments back, so it must not refer to ${pathOf(next)}, which waits for their functions: `
    + 'have its metric name API and stage by literals';
}

function pathOf({ node }: CfnResource): string {
  return node.path.replace(/\/Resource$/, '');
}
