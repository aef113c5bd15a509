import { AliasDeployment, TrafficStep } from '../../services/codedeploy/alias-deployment';
import { calledFunction } from '../called-function';
import { named, Resource } from '../resource';
import { limit, ServiceTemplate } from '../service-template';
import { StackResources } from '../stack-resources';

export interface CodeDeployDefinitions {
  readonly aliasDeployments: AliasDeployment[];
}

const APPLICATION = 'AWS::CodeDeploy::Application';
const CONFIG = 'AWS::CodeDeploy::DeploymentConfig';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const PREDEFINED = /^CodeDeployDefault\.Lambda(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/;

export const CODE_DEPLOY: ServiceTemplate<CodeDeployDefinitions> = {
  runs: 'gradual deployments of functions, [at edits](#gradual-deployments): an alias\'s canary or linear steps, and the alarms that bring its version before back',
  differs: ['all Regions are deployed at once, and what was rolled back comes again with the next edit'],
  types: [APPLICATION, CONFIG, GROUP],
  identities: {
    [APPLICATION]: { ref: named('ApplicationName') },
    [CONFIG]: { ref: named('DeploymentConfigName') },
    [GROUP]: { ref: named('DeploymentGroupName') },
  },
  limits: [
    limit('AWS::Lambda::Alias', alias => ['BeforeAllowTrafficHook', 'AfterAllowTrafficHook'].some(hook => updateOf(alias)?.[hook] !== undefined),
      'the functions before and after its deployments are not invoked'),
  ],
  define: resources => ({
    aliasDeployments: resources.read(resources.ofType('AWS::Lambda::Alias'), alias => {
      const group = groupOf(alias, resources);
      const steps = group ? stepsOf(group, resources) : [];
      return steps.length === 0 ? [] : [{
        region: alias.stack.region,
        functionName: calledFunction(alias).functionName,
        alias: alias.property('Name'),
        steps,
        alarms: alarmsOf(group!),
      }];
    }).flat(),
  }),
};

function updateOf({ stack, logicalId }: Resource): Record<string, any> | undefined {
  return stack.template.Resources![logicalId].UpdatePolicy?.CodeDeployLambdaAliasUpdate;
}

function groupOf(alias: Resource, resources: StackResources): Resource | undefined {
  const name = updateOf(alias)?.DeploymentGroupName;
  return resources.ofType(GROUP).find(group => group.logicalId === name?.Ref || group.ref === name);
}

/** None where all callers come at once. */
function stepsOf(group: Resource, resources: StackResources): TrafficStep[] {
  const name: string = group.property('DeploymentConfigName') ?? '';
  const own = resources.ofTypeInRegion(CONFIG).find(config => config.ref === name)?.property('TrafficRoutingConfig');
  const { TimeBasedCanary: canary, TimeBasedLinear: linear } = own ?? predefined(name);
  if (canary) return [{ afterMinutes: 0, percent: Number(canary.CanaryPercentage) }, { afterMinutes: Number(canary.CanaryInterval), percent: 100 }];
  if (!linear) return [];
  const [percent, minutes] = [Number(linear.LinearPercentage), Number(linear.LinearInterval)];
  const steps = [...Array(Math.ceil(100 / percent)).keys()];
  return steps.map(step => ({ afterMinutes: step * minutes, percent: Math.min(100, (step + 1) * percent) }));
}

function predefined(name: string) {
  const [, kind, percent, minutes] = PREDEFINED.exec(name) ?? [];
  return {
    TimeBasedCanary: kind === 'Canary' ? { CanaryPercentage: percent, CanaryInterval: minutes } : undefined,
    TimeBasedLinear: kind === 'Linear' ? { LinearPercentage: percent, LinearInterval: minutes } : undefined,
  };
}

function alarmsOf(group: Resource): string[] {
  const { Enabled: enabled = true, Alarms: alarms = [] } = group.property('AlarmConfiguration') ?? {};
  return String(enabled) === 'true' ? alarms.map(({ Name }: { Name: string }) => Name) : [];
}
