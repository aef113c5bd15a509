import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { KnownRecord, normalName, recordsIn } from './record-index';
import { Rule } from './rule';
import { listOf, referencesIn, textOf } from '../synthesis/template-values';

const HEALTH_CHECK = 'AWS::Route53::HealthCheck';
const OF_OTHERS = 'checks that are not the API\'s and guard none of its names';

export const HEALTH_CHECK_ON_GUARDED_NAME: Rule = {
  code: 'health-check-on-guarded-name',
  severity: 'error',
  warnsOf: OF_OTHERS,
  title: 'A health check asks a name that does not depend on the check itself.',
  reason: 'DNS leads the checkers to any of the Regions, depending on what they find, so that the results are unpredictable',
  fix: 'Have the check ask the Region\'s own name, that of `region.regionalUrl`',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html',
  example: 'The health check at Shop/us-east-1/Shop/Health/Endpoint asks hello.example.com and guards the records of that name in us-east-1, eu-west-1',
  find: deployed => {
    const records = recordsIn(deployed);
    const guarding = records.flatMap(record => checksBehind(deployed, record.resource, record.healthCheckId)
      .map(resource => ({ resource, record, asked: askedName(resource) }))
      .filter(({ asked }) => asked !== undefined && leadsTo(asked, record.name, records)));
    return acrossRegions(guarding, ({ resource, record, asked }) => `${resource.place} ${asked} ${record.name}`).map(({ first: { resource, record, asked }, regions }) => ({
      at: resource.owner,
      severity: severityFor(deployed, resource, [record]),
      found: `The health check at ${resource.owner.node.path} asks ${asked} and guards the records of ${record.name === asked ? 'that name' : `${record.name}, where that name leads,`} in ${regions}`,
    }));
  },
};

export const EXECUTE_API_CHECKED_WHILE_OFF: Rule = {
  code: 'execute-api-checked-while-off',
  severity: 'error',
  warnsOf: OF_OTHERS,
  title: 'A health check does not ask an execute-api endpoint that is off.',
  reason: 'API Gateway answers 403 there, which Route 53 takes for unhealthy',
  fix: 'Have the check ask a domain name of the API, that of `region.regionalUrl`, say, or turn the endpoint on',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html',
  example: 'The health check at Shop/us-east-1/Shop/ExecuteApiCheck asks the execute-api endpoint of Shop/us-east-1/Shop/RestApi, which is off, in us-east-1, eu-west-1',
  find: deployed => {
    const checks = deployed.ofType(HEALTH_CHECK).flatMap(resource => {
      const { FullyQualifiedDomainName: asked, Inverted: inverted, Disabled: disabled } = resource.properties.HealthCheckConfig ?? {};
      if (inverted || disabled) return [];
      return referencesIn(asked).map(Ref => deployed.referredBy(resource, { Ref }, 'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'))
        .filter(api => api?.properties.DisableExecuteApiEndpoint === true)
        .map(api => ({ resource, api: api! }));
    });
    return acrossRegions(checks).map(({ first: { resource, api }, regions }) => ({
      at: resource.owner,
      severity: severityFor(deployed, resource, recordsGuardedBy(deployed, resource)),
      found: `The health check at ${resource.owner.node.path} asks the execute-api endpoint of ${api.owner.node.path}, which is off, in ${regions}`,
    }));
  },
};

/** The API surely fails with its own checks and those of its names, and other things are not its business to stop. */
function severityFor(deployed: DeployedResources, check: Resource, guarded: KnownRecord[]): 'warning' | undefined {
  const ours = recordsIn(deployed).filter(({ resource }) => deployed.isOfAnApi(resource)).map(({ name }) => name);
  return deployed.isOfAnApi(check) || guarded.some(({ name }) => ours.includes(name)) ? undefined : 'warning';
}

function recordsGuardedBy(deployed: DeployedResources, check: Resource): KnownRecord[] {
  return recordsIn(deployed).filter(({ resource, healthCheckId }) => checksBehind(deployed, resource, healthCheckId).includes(check));
}

/** The check itself, or the children of a calculated one. */
function checksBehind(deployed: DeployedResources, from: Resource, healthCheckId: unknown): Resource[] {
  const check = deployed.referredBy(from, healthCheckId, HEALTH_CHECK);
  if (!check) return [];
  const children = listOf(check.properties.HealthCheckConfig?.ChildHealthChecks);
  return [check, ...children.flatMap(child => checksBehind(deployed, check, child))];
}

/** The name that the checkers look up. With an address they look up none. */
function askedName({ properties, region }: Resource): string | undefined {
  const { FullyQualifiedDomainName: name, IPAddress: address } = properties.HealthCheckConfig ?? {};
  const text = address === undefined ? textOf(name, region) : undefined;
  return text === undefined ? undefined : normalName(text);
}

function leadsTo(from: string, to: string, records: KnownRecord[]): boolean {
  const reached = new Set([from]);
  for (const name of reached) {
    for (const record of records) {
      if (record.name === name && record.target) reached.add(record.target);
    }
  }
  return reached.has(to);
}
