import { LambdaProxyIntegration, UnsupportedIntegration } from '../../services/api-gateway/api-definition';
import { CalledFunction } from '../../services/api-gateway/lambda-invocation';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';

/** Stage variables may be in a name. */
const NAME = '(?:[\\w$-]|\\$\\{stageVariables\\.\\w+\\})+';
const FUNCTION = new RegExp(`^arn:[\\w-]+:(?:lambda:|apigateway:.*:lambda:).*:function:(${NAME})(?::(${NAME}))?(?:/(?:response-streaming-)?invocations)?$`);

/** The function in an API Gateway URI or in an ARN, invoked in the name of a role where there is one. */
export function calledFunction(uri: string | undefined, role?: unknown): CalledFunction | undefined {
  const [, functionName, qualifier] = FUNCTION.exec(uri ?? '') ?? [];
  return functionName === undefined ? undefined : { functionName, qualifier, isByRole: role === undefined ? undefined : true };
}

/** The function of an authorizer, if it is one that the stack's own terms name. */
export function functionOfAuthorizer(authorizer: Resource): CalledFunction | undefined {
  const role = ['AuthorizerCredentials', 'AuthorizerCredentialsArn'].find(name => authorizer.has(name));
  return calledFunction(resolvable(authorizer, 'AuthorizerUri'), role);
}

/** The integration with the function that a URI names. */
export function readLambdaProxy(
  uri: string | undefined, timeoutMs: number | undefined, role?: unknown,
): LambdaProxyIntegration | UnsupportedIntegration {
  const called = calledFunction(uri, role);
  const isStreamed = uri?.endsWith('/response-streaming-invocations') || undefined;
  return called ? { type: 'AWS_PROXY', ...called, timeoutMs, isStreamed } : { type: 'UNSUPPORTED', what: `AWS_PROXY to ${uri}` };
}
