import { readRecordSet } from './dns';
import { unsupportedReason } from '../../services/route53/record-set';
import { Resource } from '../resource';
import { Limit, limit } from '../service-template';
import { StackResources } from '../stack-resources';

export const ROUTE53_LIMITS: Limit[] = [
  limit('AWS::Route53::HealthCheck', watchesForeignAlarm, 'its alarm is not in the app: it counts as healthy'),
  limit('AWS::Route53::HealthCheck', healthCheck => healthCheck.property('HealthCheckConfig')?.Type === 'RECOVERY_CONTROL',
    'its routing control counts as on, for there is no Application Recovery Controller here'),
  limit('AWS::Route53::HealthCheck', healthCheck => healthCheck.property('HealthCheckConfig')?.IPAddress !== undefined,
    'its endpoint counts as healthy: only endpoints with a domain name are checked here'),
  limit('AWS::Route53::HostedZone', zone => zone.has('VPCs'),
    'it is private: here, it answers callers outside its VPCs, too'),
  limit('AWS::Route53::RecordSet', record => unsupportedReason(readRecordSet(record)) !== undefined,
    'it is not answered: routing by blocks of addresses or Local Zones, and wildcards, are not here'),
];

/** As far as that can be told: an alarm of another Region may be in another stack. */
function watchesForeignAlarm(healthCheck: Resource, resources: StackResources): boolean {
  const { Name: name, Region: region } = healthCheck.property('HealthCheckConfig').AlarmIdentifier ?? {};
  return region === healthCheck.stack.region && !resources.ofTypeInRegion('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').some(({ ref }) => ref === name);
}
