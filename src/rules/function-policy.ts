import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { acrossRegions } from './across-regions';
import { DeployedResources, Resource } from './deployed-resources';
import { functionReferredBy } from './functions-behind';
import { Rule } from './rule';
import { textOf } from '../synthesis/template-values';

/** Lambda's quota for the resource-based policy of a function, of a version or of an alias, in bytes. */
const MAX_POLICY = 20_480;
/** Names that are made at deployment can be shorter or longer than they are taken for here. */
const WARN_ABOVE = 0.95 * MAX_POLICY;
/** So many fit, however long their names are. */
const SURELY_FIT = 25;

export const FUNCTION_POLICY_TOO_LARGE: Rule = {
  code: 'function-policy-too-large',
  severity: 'warning',
  title: 'The permissions by which API Gateway invokes a function fit into the 20 kB that Lambda has for them: those of some 45 routes.',
  reason: 'Lambda takes at most 20,480 bytes, which cannot be raised, and the deployment fails',
  fix: 'Lead some of the routes to another function, or replace them by one like `/orders/{proxy+}`',
  awsPage: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  example: 'The 60 permissions to invoke Shop/us-east-1/Shop/Orders make a policy of about 25 kB in us-east-1, eu-west-1',
  find: deployed => {
    const policies = policiesIn(deployed).map(permissions => {
      const target = functionReferredBy(deployed, permissions[0], permissions[0].properties.FunctionName);
      return { resource: permissions[0], permissions, target, size: sizeOf(permissions, target?.properties.FunctionName) };
    });
    const tooLarge = policies.filter(({ size }) => size > WARN_ABOVE);
    return acrossRegions(tooLarge, ({ resource, target, permissions }) => `${(target ?? resource).place} ${permissions.length}`)
      .map(({ first: { resource, target, permissions, size }, regions }) => ({
        at: (target ?? resource).owner,
        found: `The ${permissions.length} permissions to invoke ${target?.owner.node.path ?? 'a function'} make a policy of about ${Math.round(size / 1024)} kB in ${regions}`,
      }));
  },
};

/** The permissions for one function, alias or version each, if they are many. */
function policiesIn(deployed: DeployedResources): Resource[][] {
  const byTarget = new Map<string, Resource[]>();
  for (const resource of deployed.ofType('AWS::Lambda::Permission')) {
    // One reference is one token, whose text is the same: nothing has to be resolved for the many that are few.
    const key = `${resource.stack.node.addr} ${(resource.construct as CfnPermission).functionName}`;
    const others = byTarget.get(key);
    if (others) others.push(resource);
    else byTarget.set(key, [resource]);
  }
  return [...byTarget.values()].filter(permissions => permissions.length > SURELY_FIT);
}

/** As Lambda renders it, with generated names of the usual length. */
function sizeOf(permissions: Resource[], functionName: unknown): number {
  const name = typeof functionName === 'string' ? functionName : 'x'.repeat(MAX_FUNCTION_NAME);
  const statements = permissions.map(({ properties, logicalId, region, stack: { stackName } }) => {
    const text = (value: unknown) => (textOf(value, region) ?? '').replace(/\$\{[^}]*\}/g, placeholder => GENERATED[placeholder] ?? API_ID);
    return {
      Sid: `${stackName}-${logicalId}-${'x'.repeat(12)}`.slice(0, MAX_SID),
      Effect: 'Allow',
      Principal: { Service: text(properties.Principal) },
      Action: text(properties.Action),
      Resource: `arn:aws:lambda:${region}:111122223333:function:${name}`,
      Condition: { ArnLike: { 'AWS:SourceArn': text(properties.SourceArn) } },
    };
  });
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }).length;
}

/** CloudFormation cuts the stack's name and the logical ID to it. */
const MAX_FUNCTION_NAME = 64;
const MAX_SID = 100;
const GENERATED: { [placeholder: string]: string } = { '${AWS::Partition}': 'aws', '${AWS::AccountId}': '111122223333' };
const API_ID = 'abcdefghij';
