import { throttleOf } from './throttles';
import { ApiKeyDefinition, UsagePlanDefinition } from '../../services/api-gateway/rest-api/rest-api-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The API keys of the usage plans that include a stage. A key that is in no plan opens nothing, as on AWS. */
export function usableKeys(restApiId: string, stageName: string, resources: StackResources): ApiKeyDefinition[] {
  const plans = new Map(resources.ofTypeInRegion('AWS::ApiGateway::UsagePlan').flatMap(plan => {
    const found = (resolvable(plan, 'ApiStages') ?? []).find((stage: any) => stage.ApiId === restApiId && stage.Stage === stageName);
    return found ? [[plan.ref, readPlan(plan, found)] as const] : [];
  }));
  const planOfKey = new Map(resources.ofTypeInRegion('AWS::ApiGateway::UsagePlanKey').flatMap(key => {
    const plan = plans.get(resolvable(key, 'UsagePlanId'));
    return plan ? [[resolvable(key, 'KeyId'), plan] as const] : [];
  }));
  return resources.ofTypeInRegion('AWS::ApiGateway::ApiKey')
    .filter(key => planOfKey.has(key.ref) && (key.property('Enabled') ?? true) && unusableKey(key) === undefined)
    .map(key => ({ id: key.ref, value: String(key.property('Value')), plan: planOfKey.get(key.ref) }));
}

function readPlan(plan: Resource, { Throttle: methods = {} }: any): UsagePlanDefinition {
  const { RateLimit, BurstLimit } = plan.property('Throttle') ?? {};
  const quota = plan.property('Quota');
  return {
    id: plan.ref,
    throttle: throttleOf(RateLimit, BurstLimit),
    quota: quota && { limit: Number(quota.Limit), period: quota.Period, offset: Number(quota.Offset ?? 0) },
    methods: Object.fromEntries(Object.entries<any>(methods).map(([method, own]) => [routeOf(method), throttleOf(own.RateLimit, own.BurstLimit)])),
  };
}

/** `/orders/{id}/GET` is `GET /orders/{id}`, and `//GET` is `GET /`. */
function routeOf(method: string): string {
  const at = method.lastIndexOf('/');
  return `${method.slice(at + 1)} ${method.slice(0, at) || '/'}`;
}

/** Why no request can have a key here: its value is made on AWS, or kept there. */
export function unusableKey(key: Resource): string | undefined {
  if (!key.has('Value')) {
    return 'AWS makes its value up';
  }
  try {
    key.property('Value');
    return undefined;
  } catch {
    return 'its value is not in the template';
  }
}
