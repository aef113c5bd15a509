import { readHealthChecks, readHostedZones, readRecordSets } from './dns';
import { ROUTE53_IDENTITIES } from './identities';
import { ROUTE53_LIMITS } from './limits';
import { HealthCheckDefinition } from '../../services/route53/health-check-definition';
import { HostedZone, RecordSet } from '../../services/route53/record-set';
import { ServiceTemplate } from '../service-template';

export interface Route53Definitions {
  readonly recordSets: RecordSet[];
  readonly hostedZones: HostedZone[];
  readonly healthChecks: HealthCheckDefinition[];
}

export const ROUTE53: ServiceTemplate<Route53Definitions> = {
  runs: 'health checks that probe, and records of all routing policies but those by blocks of addresses, nested as deep as you like, [over DNS](#dns), too',
  differs: [
    'latencies between Regions are estimated by distance',
    'names lead to addresses of IPv4 only, those of this machine',
    'health checks are healthy at first, inverted ones too, which on AWS are not',
  ],
  types: [
    'AWS::Route53::HealthCheck',
    'AWS::Route53::HostedZone',
    'AWS::Route53::RecordSet',
    'Custom::ZoneRecords',
  ],
  identities: ROUTE53_IDENTITIES,
  limits: ROUTE53_LIMITS,
  absences: { 'AWS::Route53::RecordSetGroup': 'its records are not answered' },
  define: resources => ({
    recordSets: readRecordSets(resources),
    hostedZones: readHostedZones(resources),
    healthChecks: readHealthChecks(resources),
  }),
};
