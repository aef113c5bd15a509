import { CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { Rule } from './rule';
import { listOf, referencesIn } from '../synthesis/template-values';

/** Service Quotas' default, which can be raised. */
const ALARMS_OF_A_DEPLOYMENT = 50;

export const ALARM_WAITS_FOR_DEPLOYMENT: Rule = {
  code: 'alarm-waits-for-deployment',
  severity: 'error',
  title: 'An alarm that rolls deployments back refers to nothing that waits for the functions that are deployed.',
  reason: 'CloudFormation refuses a stack whose resources wait for each other',
  fix: 'Have the alarm\'s metric name API and stage by literals',
  awsPage: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html',
  example: 'The alarm Shop/us-east-1/Shop/Slow rolls deployments back and refers to Shop/us-east-1/Shop/RestApi/DeploymentStage.prod, which waits for their functions, '
    + 'in us-east-1, eu-west-1',
  find: deployed => acrossRegions(circles(deployed), ({ resource, next }) => `${resource.place} ${next.place}`)
    .map(({ first: { resource, next }, regions }) => ({
      at: resource.owner,
      found: `The alarm ${resource.owner.node.path} rolls deployments back and refers to ${next.owner.node.path}, which waits for their functions, in ${regions}`,
    })),
};

export const DEPLOYMENT_ALARMS_QUOTA: Rule = {
  code: 'deployment-alarms',
  severity: 'warning',
  title: `A deployment group watches at most ${ALARMS_OF_A_DEPLOYMENT} alarms.`,
  reason: 'CodeDeploy refuses more, unless the quota was raised',
  fix: 'Have deployments roll back on fewer alarms, or raise the quota of CodeDeploy, and then acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html',
  example: 'The deployment group Shop/us-east-1/Shop/Orders/Live/DeploymentGroup watches 51 alarms in us-east-1, eu-west-1',
  find: deployed => {
    const groups = deployed.ofType('AWS::CodeDeploy::DeploymentGroup')
      .map(resource => ({ resource, count: listOf(resource.properties.AlarmConfiguration?.Alarms).length }));
    return acrossRegions(groups.filter(({ count }) => count > ALARMS_OF_A_DEPLOYMENT), ({ resource, count }) => `${resource.place} ${count}`)
      .map(({ first: { resource, count }, regions }) => ({
        at: resource.owner,
        found: `The deployment group ${resource.owner.node.path} watches ${count} alarms in ${regions}`,
      }));
  },
};

/** An alarm, and what it refers to that leads back to it. */
interface Circle {
  readonly resource: Resource;
  readonly next: Resource;
}

/** An alias waits, by its update policy, for its deployment group and so for the alarms: CloudFormation would name all resources on the way. */
function circles(deployed: DeployedResources): Circle[] {
  const found = new Map<Resource, Circle>();
  const done = new Set<Resource>();
  const visit = (resource: Resource, way: Resource[]) => {
    if (done.has(resource)) return;
    if (way.includes(resource)) {
      const circle = [...way.slice(way.indexOf(resource)), resource];
      const i = circle.findIndex(({ type }) => type === 'AWS::CloudWatch::Alarm');
      if (i >= 0) found.set(circle[i], { resource: circle[i], next: circle[i + 1] ?? circle[1] });
      return;
    }
    referred(deployed, resource).forEach(next => visit(next, [...way, resource]));
    done.add(resource);
  };
  const isDeployed = ({ construct }: Resource) => (construct as CfnAlias).cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate !== undefined;
  deployed.ofType('AWS::Lambda::Alias').filter(isDeployed).forEach(alias => visit(alias, []));
  return [...found.values()];
}

function referred(deployed: DeployedResources, resource: Resource): Resource[] {
  const ids = [...referencesIn(resource.template), ...listOf(resource.template.DependsOn)];
  return [...new Set(ids)].flatMap(Ref => deployed.referredBy(resource, { Ref }) ?? []);
}
