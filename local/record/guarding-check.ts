import { AssembledStack } from '../cloudformation/assembly';
import { resolvable } from '../cloudformation/resolvable';
import { Resource } from '../cloudformation/resource';
import { ROUTE53 } from '../cloudformation/route53/template';
import { StackResources } from '../cloudformation/stack-resources';
import { RECORDED_HEALTH_CHECKS } from '../cloudformation/what-the-library-says';
import { WITHOUT_A_SERVICE } from '../cloudformation/without-a-service';

/** The health check that guards one API's records in one Region. */
export interface GuardingCheck {
  readonly apiName: string;
  readonly stack: AssembledStack;
  /** The output that has its id. */
  readonly output: string;
  /** Its own name in the template; under another one it is another check. */
  readonly logicalId?: string;
  /** Of the check on the Region's endpoint, in seconds; none where nothing but alarms is asked. */
  readonly interval?: number;
  /** Whether it is itself the check on the endpoint, so that another interval makes another one of it. */
  readonly isOfEndpoint: boolean;
}

/** The guarding checks of all stacks that say that they have some. */
export function readGuardingChecks(stacks: AssembledStack[]): GuardingCheck[] {
  return stacks.flatMap(stack => {
    const outputs = (stack.template.Metadata?.[RECORDED_HEALTH_CHECKS] ?? {}) as Record<string, string>;
    const names = Object.entries(outputs);
    if (names.length === 0) return [];
    const resources = new StackResources(stack, [ROUTE53, WITHOUT_A_SERVICE]);
    return names.map(([apiName, output]) => ({ apiName, stack, output, ...readGuard(resources.output(output), resources) }));
  });
}

/** A calculated check has its children; the inverted ones among them ask other Regions whether this one is drained. */
function readGuard(id: string, resources: StackResources): Pick<GuardingCheck, 'logicalId' | 'interval' | 'isOfEndpoint'> {
  const checks = resources.ofType('AWS::Route53::HealthCheck');
  const find = (checkId: string) => checks.find(({ ref }) => ref === checkId);
  const configOf = (checkId: string) => readConfig(find(checkId));
  const guard = configOf(id);
  const endpoint = [guard, ...(guard.ChildHealthChecks ?? []).map(configOf)]
    .find(({ FullyQualifiedDomainName: host, Inverted: inverted }) => host !== undefined && !inverted);
  return {
    logicalId: find(id)?.logicalId,
    interval: endpoint && Number(endpoint.RequestInterval ?? DEFAULT_INTERVAL),
    isOfEndpoint: endpoint === guard,
  };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-route53-healthcheck-healthcheckconfig.html */
const DEFAULT_INTERVAL = 30;

/** Nothing for a check that is not the stack's, or that follows what the stack does not have. */
function readConfig(check: Resource | undefined): Record<string, any> {
  return check ? resolvable(check, 'HealthCheckConfig') ?? {} : {};
}
