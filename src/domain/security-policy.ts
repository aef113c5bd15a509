import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { refusal } from '../synthesis/refusal';

export const DEFAULT_SECURITY_POLICY = SecurityPolicy.TLS_1_2;

/** Policies that ask for an endpoint access mode. */
export function isEnhanced(policy: SecurityPolicy | undefined): boolean {
  return policy?.startsWith('SecurityPolicy_') ?? false;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html */
export function isTls13Only(policy: SecurityPolicy | undefined): boolean {
  return policy?.startsWith('SecurityPolicy_TLS13_1_3_') ?? false;
}

export function validateSecurityPolicy(policy: SecurityPolicy) {
  if (policy === SecurityPolicy.TLS_1_0) {
    throw refusal('`domain.securityPolicy` must ask for TLS 1.2 at least', policy);
  }
  if (policy.endsWith('_EDGE')) {
    throw refusal('`domain.securityPolicy` must be one of regional domain names, not of edge-optimized ones', policy);
  }
}
