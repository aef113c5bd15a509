import { readRecordSet } from './dns';
import { unsupportedReason } from '../../services/route53/record-set';
import { Limit, limit } from '../service-template';

export const ROUTE53_LIMITS: Limit[] = [
  limit('AWS::Route53::HealthCheck', healthCheck => healthCheck.property('HealthCheckConfig')?.Type === 'CLOUDWATCH_METRIC',
    'its alarm counts as healthy, for there is no CloudWatch here'),
  limit('AWS::Route53::HealthCheck', healthCheck => healthCheck.property('HealthCheckConfig')?.Type === 'RECOVERY_CONTROL',
    'its routing control counts as on, for there is no Application Recovery Controller here'),
  limit('AWS::Route53::HealthCheck', healthCheck => healthCheck.property('HealthCheckConfig')?.IPAddress !== undefined,
    'its endpoint counts as healthy: only endpoints with a domain name are checked here'),
  limit('AWS::Route53::HostedZone', zone => zone.has('VPCs'),
    'it is private: here, it answers callers outside its VPCs, too'),
  limit('AWS::Route53::RecordSet', record => unsupportedReason(readRecordSet(record)) !== undefined,
    'it is not answered: only simple, latency, weighted, failover and geolocation records without wildcards are'),
];
