import { acrossRegions, AcrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { Violation, Rule } from './rule';

/** What an account has at first. All but the resources of a stack can be raised. */
const HEALTH_CHECKS_OF_AN_ACCOUNT = 200;
const DOMAIN_NAMES_OF_A_REGION = 120;
const RESOURCES_OF_A_STACK = 500;
const RESOURCES_OF_A_REST_API = 300;
const ROUTES_OF_AN_HTTP_API = 300;

/** Other apps of the account need some, too, and the quota should be raised before it is met. */
const NEAR = 0.8;
/** CDK tells from 80 % on, as an information, and refuses more than all of them. */
const NEAR_FOR_A_STACK = 0.9;

export const HEALTH_CHECKS_QUOTA: Rule = {
  code: 'health-checks-quota',
  severity: 'warning',
  title: `An app makes at most 80 % of the health checks that an account may have, which are ${HEALTH_CHECKS_OF_AN_ACCOUNT} by default.`,
  reason: 'the deployment that exceeds the quota fails with TooManyHealthChecks, and so may those of other apps in the account',
  fix: 'Raise the quota of health checks of Route 53 for the account, and then acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-entities-health-checks',
  example: 'This app makes 162 health checks in one account, which may have 200 by default',
  find: deployed => groups(deployed.ofType('AWS::Route53::HealthCheck'), ({ account }) => account).filter(checks => checks.length > NEAR * HEALTH_CHECKS_OF_AN_ACCOUNT)
    .map(checks => ({
      at: checks[0].owner,
      found: `This app makes ${checks.length} health checks in one account, which may have ${HEALTH_CHECKS_OF_AN_ACCOUNT} by default`,
    })),
};

export const DOMAIN_NAMES_QUOTA: Rule = {
  code: 'domain-names-quota',
  severity: 'warning',
  title: `An app makes at most 80 % of the domain names that an account may have in a Region, which are ${DOMAIN_NAMES_OF_A_REGION} by default.`,
  reason: 'the deployment that exceeds the quota fails, and so may those of other apps in the account',
  fix: 'Raise the quota "Custom domains" of API Gateway (L-A93447B8) in each of these Regions, and then acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html',
  example: 'This app makes 98 domain names in us-east-1, eu-west-1 each, where an account may have 120 by default',
  find: deployed => {
    const domains = deployed.ofType('AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName');
    const ofRegions = groups(domains, ({ account, region }) => `${account} ${region}`);
    return inEachRegion(ofRegions.filter(names => names.length > NEAR * DOMAIN_NAMES_OF_A_REGION)).map(({ first: { resource, count }, regions }) => ({
      at: resource.owner,
      found: `This app makes ${count} domain names in ${regions}${regions.includes(',') ? ' each' : ''}, where an account may have ${DOMAIN_NAMES_OF_A_REGION} by default`,
    }));
  },
};

export const STACK_RESOURCES_QUOTA: Rule = {
  code: 'stack-resources-quota',
  severity: 'warning',
  title: `A stack has at most 90 % of the ${RESOURCES_OF_A_STACK} resources that CloudFormation takes.`,
  reason: 'a few routes more, and no stack of the API can be deployed any more',
  fix: 'Before that, lead several routes to one like `/orders/{proxy+}`, have them share functions, or make a second API under a name of its own',
  awsPage: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
  example: 'The stack Shop-us-east-1, like those of eu-west-1, has 454 of 500 resources; most are AWS::ApiGateway::Resource (143), AWS::Lambda::Permission (143), AWS::ApiGateway::Method (143)',
  find: deployed => {
    const stacks = groups(deployed.all(), ({ stack }) => stack.node.addr);
    const full = stacks.filter(({ length }) => length > NEAR_FOR_A_STACK * RESOURCES_OF_A_STACK);
    return inEachRegion(full).map(({ first: { resource: { stack }, count, types }, all }) => ({
      at: stack,
      found: `The stack ${stack.stackName}${all.length > 1 ? `, like those of ${all.slice(1).map(({ resource }) => resource.region).join(', ')},` : ''} has `
        + `${count} of ${RESOURCES_OF_A_STACK} resources; most are ${types}`,
    }));
  },
};

export const API_ROUTES_QUOTA: Rule = {
  code: 'api-routes-quota',
  severity: 'warning',
  title: `An API has at most 80 % of the resources, if it is REST, or routes, if it is HTTP, that API Gateway takes, which are ${RESOURCES_OF_A_REST_API} by default.`,
  reason: 'the deployment that exceeds the quota fails',
  fix: 'Raise the quota for this API in each of its Regions ("Resources per API"; "Routes per API", L-65B5C802), and then acknowledge this, '
    + 'or lead several routes to one like `/orders/{proxy+}`',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  example: 'The API Shop/us-east-1/Shop/HttpApi has 241 routes in us-east-1, eu-west-1 each, and may have 300 by default',
  find: deployed => [
    ...nearlyFull(deployed, { what: 'resources', quota: RESOURCES_OF_A_REST_API, parts: 'AWS::ApiGateway::Resource', of: 'RestApiId', api: 'AWS::ApiGateway::RestApi' }),
    ...nearlyFull(deployed, { what: 'routes', quota: ROUTES_OF_AN_HTTP_API, parts: 'AWS::ApiGatewayV2::Route', of: 'ApiId', api: 'AWS::ApiGatewayV2::Api' }),
  ],
};

interface ApiQuota {
  readonly what: string;
  readonly quota: number;
  /** The type of what is counted, and the property that says which API it is of. */
  readonly parts: string;
  readonly of: string;
  readonly api: string;
}

function nearlyFull(deployed: DeployedResources, { what, quota, parts, of, api }: ApiQuota): Violation[] {
  // References are tokens, whose texts are the same for the same API: nothing has to be resolved for the many that are few.
  const property = of[0].toLowerCase() + of.slice(1);
  const apis = groups(deployed.ofType(parts), ({ construct }) => String((construct as unknown as { [name: string]: unknown })[property]));
  return inEachRegion(apis.filter(({ length }) => length > NEAR * quota)).map(({ first: { resource, count }, regions }) => {
    const { owner } = deployed.referredBy(resource, resource.properties[of], api) ?? resource;
    const each = regions.includes(',') ? ' each' : '';
    return { at: owner, found: `The API ${owner.node.path} has ${count} ${what} in ${regions}${each}, and may have ${quota} by default` };
  });
}

interface Counted {
  readonly resource: Resource;
  readonly count: number;
  /** The most frequent ones. */
  readonly types: string;
}

/** One of those that come to the same in several Regions. */
function inEachRegion(counted: Resource[][]): AcrossRegions<Counted>[] {
  const counts = counted.map(resources => ({ resource: resources[0], count: resources.length, types: mostFrequentTypes(resources) }));
  return acrossRegions(counts, ({ resource, count }) => `${resource.place} ${count}`);
}

function mostFrequentTypes(resources: Resource[]): string {
  const types = groups(resources, ({ type }) => type).map(same => ({ type: same[0].type, count: same.length }));
  return types.sort((one, other) => other.count - one.count).slice(0, 3).map(({ type, count }) => `${type} (${count})`).join(', ');
}

function groups(resources: Resource[], keyOf: (resource: Resource) => string): Resource[][] {
  const found = new Map<string, Resource[]>();
  for (const resource of resources) {
    const key = keyOf(resource);
    const others = found.get(key);
    if (others) others.push(resource);
    else found.set(key, [resource]);
  }
  return [...found.values()];
}
