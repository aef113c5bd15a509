import { IConstruct } from 'constructs';
import { acrossRegions, namesOf } from './across-regions';
import { Resource } from './deployed-resources';
import { Rule } from './rule';

export const API_KEY_DIFFERS: Rule = {
  code: 'api-key-differs',
  severity: 'warning',
  title: 'An API key that is made by hand has one value, the same in every Region.',
  reason: 'callers have one key, which the other Regions refuse',
  fix: 'Name the key in `usagePlans` of `ApiGateway.rest()`, or give it the same `value` in every Region, from a secret that is replicated, say',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-keys.html',
  example: 'The API key at Shop/us-east-1/Shop/RestApi/Partner has a value of its own in us-east-1, eu-west-1',
  find: deployed => deployed.apis.flatMap(({ regionalApis }) => {
    const stacks = new Set<IConstruct>(regionalApis.map(({ stack }) => stack));
    const keys = deployed.ofType('AWS::ApiGateway::ApiKey').filter(({ construct }) => construct.node.scopes.some(scope => stacks.has(scope)));
    const own = acrossRegions(keys.map(resource => ({ resource })))
      .filter(({ all }) => all.length < regionalApis.length || differ(all.map(({ resource }) => resource)));
    return own.map(({ first: { resource }, regions }) => ({
      at: resource.owner, found: `The API key at ${resource.owner.node.path} has a value of its own in ${regions}`,
    }));
  }),
};

export const API_KEY_VALUE_TWICE: Rule = {
  code: 'api-key-value-twice',
  severity: 'error',
  title: 'The value of an API key is there once in an account and Region.',
  reason: 'API Gateway refuses a second key of that value, of another API as well, and the deployment fails',
  fix: 'Give each key a value of its own, or make one key and put it into the usage plans of both APIs',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-keys.html',
  example: 'The API keys at Shop/us-east-1/Shop/RestApi/Api key acme and Feed/us-east-1/Feed/RestApi/Api key acme have one value in us-east-1, eu-west-1',
  find: deployed => {
    const keys = deployed.ofType('AWS::ApiGateway::ApiKey').filter(({ properties }) => properties.Value !== undefined).map(resource => ({ resource }));
    const same = acrossRegions(keys, ({ resource: { account, region, properties } }) => `${account} ${region} ${JSON.stringify(properties.Value)}`)
      .filter(({ all }) => all.length > 1)
      .map(({ first: { resource }, all }) => ({ resource, keys: all.map(key => key.resource) }));
    return acrossRegions(same, ({ keys: own }) => namesOf(own.map(({ place }) => place))).map(({ first: { resource, keys: own }, regions }) => ({
      at: resource.owner, found: `The API keys at ${own.map(({ owner }) => owner.node.path).join(' and ')} have one value in ${regions}`,
    }));
  },
};

/** API Gateway makes the value of a key that has none. */
function differ(keys: Resource[]): boolean {
  const values = keys.map(({ properties, region }) => JSON.stringify(properties.Value ?? null).replaceAll(region, ''));
  return values.includes('null') || new Set(values).size > 1;
}
