import { ArnFormat, Aws, Stack, Token } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnAlias, CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { isResourceOf } from '../synthesis/resource-type';

/** How API Gateway refers to a function, in a template that is the same in every Region. */
export function invocationUri(handler: IFunction): string {
  const { region } = Stack.of(handler);
  // An imported function's ARN names the Region, which must not come into the deployment's hash. What a token is called stays.
  const arn = handler.functionArn.replace(new RegExp(`\\$\\{Token\\[.*?\\]\\}|${region}`, 'g'), part => part === region ? Aws.REGION : part);
  return `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** The function's name without the Region's, for a new name is a new function behind the same reference: the stage must be deployed anew. */
export function literalFunctionName(handler: IFunction): string | undefined {
  const invoked = isResourceOf(CfnAlias, handler.node.defaultChild) ? (handler as Alias).lambda : handler;
  const { functionName } = (invoked.node.defaultChild ?? {}) as Partial<CfnFunction>;
  return Token.isUnresolved(functionName) ? undefined : functionName?.replaceAll(Stack.of(handler).region, '');
}

/** Allows API Gateway to invoke a function, and returns the permission; an imported function may have none. */
export function allowInvocation(handler: IFunction, scope: Construct, sourceArn: string): IConstruct | undefined {
  handler.addPermission('Invoke', { principal: new ServicePrincipal('apigateway.amazonaws.com'), scope, sourceArn });
  return scope.node.tryFindChild('Invoke');
}

/** What invokes the function of an authorizer. */
export function authorizerArn(scope: Construct, apiId: string, authorizerId: string): string {
  return Stack.of(scope).formatArn({
    service: 'execute-api', resource: apiId, resourceName: `authorizers/${authorizerId}`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
