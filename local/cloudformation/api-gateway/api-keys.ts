import { ApiKeyDefinition } from '../../services/api-gateway/rest-api/rest-api-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The API keys of the usage plans that include a stage. A key that is in no plan opens nothing, as on AWS. */
export function usableKeys(restApiId: string, stageName: string, resources: StackResources): ApiKeyDefinition[] {
  const plans = resources.ofTypeInRegion('AWS::ApiGateway::UsagePlan').filter(plan =>
    (resolvable(plan, 'ApiStages') ?? []).some((stage: any) => stage.ApiId === restApiId && stage.Stage === stageName));
  const planIds = plans.map(({ ref }) => ref);
  const keyIds = resources.ofTypeInRegion('AWS::ApiGateway::UsagePlanKey')
    .filter(key => planIds.includes(resolvable(key, 'UsagePlanId')))
    .map(key => resolvable(key, 'KeyId'));
  return resources.ofTypeInRegion('AWS::ApiGateway::ApiKey')
    .filter(key => keyIds.includes(key.ref) && (key.property('Enabled') ?? true) && unusableKey(key) === undefined)
    .map(key => ({ id: key.ref, value: String(key.property('Value')) }));
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
