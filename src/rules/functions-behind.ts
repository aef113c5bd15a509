import { Stack } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DeployedResources, Resource } from './deployed-resources';

export const FUNCTION = 'AWS::Lambda::Function';
const QUALIFIED = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** The function that a handler is, or that an alias or a version leads to; none of the app's for one that is imported. */
export function functionBehind(deployed: DeployedResources, handler: IFunction): Resource | undefined {
  const stack = Stack.of(handler);
  return functionReferredBy(deployed, { stack }, stack.resolve(handler.functionArn));
}

/** The same for a name or ARN in a template. */
export function functionReferredBy(deployed: DeployedResources, from: { readonly stack: Stack }, value: unknown): Resource | undefined {
  const found = deployed.referredBy(from, value, FUNCTION, ...QUALIFIED);
  return found && found.type !== FUNCTION ? functionReferredBy(deployed, found, found.properties.FunctionName) : found;
}
