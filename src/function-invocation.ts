import { Aws, Stack, Token } from 'aws-cdk-lib';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';

/** How a REST API refers to a function, in a template that is the same in every Region. */
export function invocationUri(handler: IFunction): string {
  return `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`;
}

/** The function's name without the Region's, for a new name is a new function behind the same reference: the stage must be deployed anew. */
export function literalFunctionName(handler: IFunction): string | undefined {
  const { functionName } = (handler.node.defaultChild ?? {}) as Partial<CfnFunction>;
  return Token.isUnresolved(functionName) ? undefined : functionName?.replaceAll(Stack.of(handler).region, '');
}
