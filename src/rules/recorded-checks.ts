import { AcrossRegions, acrossRegions, namesOf } from './across-regions';
import { CheckedApi } from './checked-api';
import { DeployedResources, Resource } from './deployed-resources';
import { Rule } from './rule';
import { RecordedHealthCheck, recordedHealthChecks } from '../recorded/deployed-record';
import { RegionalApi } from '../region/regional-api';
import { partitionHome } from '../regions/partition-home';

export const HEALTH_CHECK_INTERVAL_CHANGED: Rule = {
  code: 'health-check-interval-changed',
  severity: 'warning',
  isOfUpdates: true,
  title: 'The interval of a health check stays as it was deployed.',
  reason: 'CloudFormation makes new checks for it. A Region that was drained by inverting such a check takes callers again, one whose drain '
    + 'switch gets new checks is out of service for a minute or two, and alarms and dashboards on old ids see nothing any more',
  fix: 'Keep the interval, or deploy one Region after the other while no check is inverted, and then record what was deployed: '
    + '`npx cdk deploy --all --outputs-file outputs.json`, `npx multi-region record --outputs outputs.json`, and deploy once more',
  awsPage: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-route53-healthcheck-healthcheckconfig.html',
  example: 'The health checks of Shop in us-east-1, eu-west-1 were deployed with an interval of 30 seconds, and the app wants 10',
  find: deployed => deployed.apis.flatMap(api => changedIntervals(deployed, api).map(({ first: { resource, recorded, wanted }, regions }) => ({
    at: resource.owner,
    found: `The health checks of ${api.name} in ${regions} were deployed with an interval of ${recorded} seconds, and the app wants ${wanted}`,
  }))),
};

export const HEALTH_CHECKS_NOT_RECORDED: Rule = {
  code: 'health-checks-not-recorded',
  severity: 'warning',
  isOfUpdates: true,
  title: 'With `addOperations()`, the health checks are recorded.',
  reason: 'nobody is told when Route 53 takes one of these Regions for unhealthy, and the dashboard does not show it',
  fix: 'After a deployment with `--outputs-file outputs.json` run `npx multi-region record --outputs outputs.json`, and deploy again. Until then, acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html',
  example: 'The health checks of Shop in us-east-1, eu-west-1 are not recorded',
  find: ({ apis }) => apis.flatMap(({ construct, name, operations, regionalApis }) => {
    const at = operations?.();
    const recorded = recordedHealthChecks(construct, name);
    const unknown = regionalApis.map(({ region }) => region).filter(region => !recorded[region]?.id && partitionHome(region) !== undefined);
    return at && unknown.length > 0 ? [{ at, found: `The health checks of ${name} in ${namesOf(unknown)} are not recorded` }] : [];
  }),
};

export const GUARDING_CHECK_REPLACED: Rule = {
  code: 'guarding-check-replaced',
  severity: 'warning',
  isOfUpdates: true,
  title: 'With `addOperations()`, the check that guards a Region\'s records is the one that was recorded.',
  reason: 'alarms and the dashboard look at the recorded one, which is a part of the other or is gone: they do not tell whether Route 53 takes the Region for '
    + 'healthy. A first alarm or the drain switch puts a calculated check above the endpoint\'s, and another setting of an alarm makes another check of it',
  fix: 'Deploy, record what was deployed, and deploy once more: `npx cdk deploy --all --outputs-file outputs.json`, '
    + '`npx multi-region record --outputs outputs.json`, `npx cdk deploy --all`',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html',
  example: 'The records of Shop in us-east-1, eu-west-1 are guarded by other health checks than those that are recorded',
  find: ({ apis }) => apis.flatMap(({ construct, name, operations, regionalApis }) => {
    const at = operations?.();
    const recorded = recordedHealthChecks(construct, name);
    const replaced = regionalApis.filter(regionalApi => isReplaced(regionalApi, recorded[regionalApi.region])).map(({ region }) => region);
    return at && replaced.length > 0
      ? [{ at, found: `The records of ${name} in ${namesOf(replaced)} are guarded by other health checks than those that are recorded` }] : [];
  }),
};

/** Another interval is another rule's. */
function isReplaced({ _health: health }: RegionalApi, { id, guard, interval }: RecordedHealthCheck = {}): boolean {
  return id !== undefined && guard !== undefined && health.isChecked && guard !== health.guard && interval === health.interval;
}

function changedIntervals(deployed: DeployedResources, { construct, name, regionalApis }: CheckedApi): AcrossRegions<ChangedInterval>[] {
  const recordedChecks = recordedHealthChecks(construct, name);
  const checks = deployed.ofType('AWS::Route53::HealthCheck');
  const changed = regionalApis.flatMap(({ node, region }) => {
    const resource = checks.find(check => check.owner.node.path === `${node.path}/Health/Endpoint`);
    const [recorded, wanted] = [recordedChecks[region]?.interval, resource?.properties.HealthCheckConfig?.RequestInterval];
    return resource && recorded && wanted && recorded !== wanted ? [{ resource, recorded, wanted }] : [];
  });
  return acrossRegions(changed, ({ recorded, wanted }) => `${recorded} ${wanted}`);
}

interface ChangedInterval {
  readonly resource: Resource;
  readonly recorded: number;
  readonly wanted: number;
}
