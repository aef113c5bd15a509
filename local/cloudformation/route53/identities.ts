import { partition } from '../../machine/aws-regions';
import { id, Identity, Resource, uuid } from '../resource';

export const ROUTE53_IDENTITIES: Record<string, Identity> = {
  'AWS::Route53::HealthCheck': { ref: uuid, attributes: { HealthCheckId: uuid } },
  'AWS::Route53::HostedZone': { ref: zoneId, attributes: { Id: zoneId } },
  'AWS::Route53RecoveryControl::RoutingControl': { ref: routingControlArn, attributes: { RoutingControlArn: routingControlArn } },
};

function zoneId(resource: Resource): string {
  return `Z${id(resource, 19).toUpperCase()}`;
}

function routingControlArn(resource: Resource): string {
  const { region, accountId } = resource.stack;
  return `arn:${partition(region).name}:route53-recovery-control::${accountId}:controlpanel/local/routingcontrol/${id(resource, 16)}`;
}
