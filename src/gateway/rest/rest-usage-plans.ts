import { Stack } from 'aws-cdk-lib';
import { ApiKey, CfnUsagePlan, CfnUsagePlanKey, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { UsagePlanSettings } from './api-keys';
import { isResourceOf } from '../../synthesis/resource-type';

/**
 * Usage plans of the API's stage, with their keys.
 *
 * `usagePlan.addApiKey()` would put the Region's name into logical IDs.
 *
 * @returns what lets the keys in
 */
export function addUsagePlans(restApi: RestApi, usagePlans: UsagePlanSettings[]): Construct[] {
  return usagePlans.flatMap(({ name, throttle, quota, apiKeys }) => {
    // A part of a path has no space, so that no resource has these ids.
    const plan = restApi.addUsagePlan(`Usage plan ${name}`, { name, throttle, quota, apiStages: [{ stage: restApi.deploymentStage }] });
    return apiKeys.map(key => {
      const { keyId } = new ApiKey(restApi, `Api key ${key.name}`, { apiKeyName: key.name, value: key.value.unsafeUnwrap() });
      return new CfnUsagePlanKey(plan, `Key ${key.name}`, { keyId, keyType: 'API_KEY', usagePlanId: plan.usagePlanId });
    });
  });
}

/** Routes that nobody can call, unless the consumer has a usage plan beside the API. */
export function routesWithoutUsagePlan(restApi: RestApi, routesWithKey: string[]): string[] {
  const { region, node } = Stack.of(restApi);
  if (routesWithKey.length === 0 || node.findAll().some(construct => isResourceOf(CfnUsagePlan, construct))) return [];
  return [`${routesWithKey.join(', ')} in ${region} must have an API key, but there is no usage plan: add one to \`usagePlans\` of the gateway`];
}
