import { PrincipalDocument, StatementDocument } from '../../services/iam/policy-document';
import { ResourcePolicyDefinition } from '../../services/iam/role-definition';
import { calledFunction } from '../called-function';
import { resolvable } from '../resolvable';
import { arn, Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** What the permissions of functions come to: statements of the functions' policies. */
export function readFunctionPolicies(resources: StackResources): ResourcePolicyDefinition[] {
  return resources.read(resources.ofType('AWS::Lambda::Permission'), permission => {
    const { functionName, qualifier } = calledFunction(permission);
    const resource = arn(permission, 'lambda', `function:${functionName}${qualifier ? `:${qualifier}` : ''}`);
    const statement: StatementDocument = {
      Effect: 'Allow', Principal: principalOf(permission), Action: permission.property('Action'), Resource: resource, Condition: conditionOf(permission),
    };
    return { resource, document: { Statement: statement } };
  });
}

function principalOf(permission: Resource): PrincipalDocument {
  const principal = String(permission.property('Principal'));
  return principal === '*' ? principal : principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal };
}

/** A source that is not known here, as a bucket, is nobody's who asks. */
function conditionOf(permission: Resource): StatementDocument['Condition'] {
  return {
    ...permission.has('SourceArn') && { ArnLike: { 'aws:SourceArn': resolvable(permission, 'SourceArn') ?? 'unknown' } },
    ...permission.has('SourceAccount') && { StringEquals: { 'aws:SourceAccount': String(permission.property('SourceAccount')) } },
  };
}
