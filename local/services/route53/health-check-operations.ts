import { StatusReport } from './checker';
import { healthCheckXml, readUpdate } from './health-check-xml';
import { HealthChecker } from './health-checker';
import { Operation } from './operation';
import { pageOf } from './page';
import { Route53Error } from './route53-error';
import { fromXml, XmlContent } from './route53-xml';

/** The operations of Route 53's API on health checks. */
export class HealthCheckOperations {
  readonly operations: Readonly<Record<string, Operation>> = {
    GetHealthCheck: (_, id) => ({ HealthCheck: healthCheckXml(this.healthChecker.get(id)) }),

    ListHealthChecks: ({ query }) => {
      const marker = query.get('marker');
      const page = pageOf(this.healthChecker.list(), ({ definition }) => !marker || definition.id === marker, query.get('maxitems'));
      return {
        HealthChecks: { HealthCheck: page.items.map(healthCheckXml) },
        Marker: marker ?? '',
        IsTruncated: page.next !== undefined,
        NextMarker: page.next?.definition.id,
        MaxItems: page.maxItems,
      };
    },

    GetHealthCheckCount: () => ({ HealthCheckCount: this.healthChecker.list().length }),

    UpdateHealthCheck: ({ body }, id) => {
      this.healthChecker.get(id);
      const { changes, version } = readUpdate(fromXml(body));
      return { HealthCheck: healthCheckXml(this.healthChecker.update(id, changes, version)) };
    },

    GetHealthCheckStatus: (_, id) => this.observed('GetHealthCheckStatus', id, 'last'),

    GetHealthCheckLastFailureReason: (_, id) => this.observed('GetHealthCheckLastFailureReason', id, 'lastFailure'),

    ListTagsForResource: (_, resourceType, id) => {
      if (resourceType !== 'healthcheck') throw Route53Error.notSupported(`ListTagsForResource for a ${resourceType}`);
      const { name } = this.healthChecker.get(id).definition;
      const tags = name === undefined ? [] : [{ Key: 'Name', Value: name }];
      return { ResourceTagSet: { ResourceType: resourceType, ResourceId: id, Tags: { Tag: tags } } };
    },
  };

  constructor(private readonly healthChecker: HealthChecker) {}

  private observed(operation: string, id: string, which: 'last' | 'lastFailure'): XmlContent {
    if (this.healthChecker.get(id).definition.type === 'CALCULATED') {
      throw Route53Error.invalidInput(`Invalid parameter : You can't use ${operation} on a calculated health check.`);
    }
    const observations = this.healthChecker.observations(id).flatMap(({ region, ipAddress, [which]: report }) =>
      report ? [{ Region: region, IPAddress: ipAddress, StatusReport: statusXml(report) }] : []);
    return { HealthCheckObservations: { HealthCheckObservation: observations } };
  }
}

function statusXml({ status, checkedAt }: StatusReport): XmlContent {
  return { Status: status, CheckedTime: new Date(checkedAt).toISOString() };
}
