import { LambdaProxyIntegration, UnsupportedIntegration } from '../../services/api-gateway/api-definition';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';

/** Stage variables may be in a name. */
const NAME = '(?:[\\w$-]|\\$\\{stageVariables\\.\\w+\\})+';
const FUNCTION = new RegExp(`^arn:[\\w-]+:(?:lambda:|apigateway:.*:lambda:).*:function:(${NAME})(?::${NAME})?(?:/(?:response-streaming-)?invocations)?$`);

/** The function in an API Gateway URI or in an ARN; its versions and aliases are the function itself here. */
export function functionNameOf(uri: string | undefined): string | undefined {
  return FUNCTION.exec(uri ?? '')?.[1];
}

/** The function of an authorizer, if it is one that the stack's own terms name. */
export function functionOfAuthorizer(authorizer: Resource): string | undefined {
  return functionNameOf(resolvable(authorizer, 'AuthorizerUri'));
}

/** The integration with the function that a URI names. */
export function readLambdaProxy(uri: string | undefined, timeoutMs: number | undefined): LambdaProxyIntegration | UnsupportedIntegration {
  const functionName = functionNameOf(uri);
  const isStreamed = uri?.endsWith('/response-streaming-invocations') || undefined;
  return functionName ? { type: 'AWS_PROXY', functionName, timeoutMs, isStreamed } : { type: 'UNSUPPORTED', what: `AWS_PROXY to ${uri}` };
}
