import { Stack } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { Authorizer } from '../gateway/authorizer';
import { refusal } from '../synthesis/refusal';

/** A function that API Gateway invokes lives beside it. */
export function validateHandlerStack(prop: string, handler: IFunction, region: IConstruct) {
  const [stack, expected] = [Stack.of(handler), Stack.of(region)];
  if (stack !== expected) {
    throw refusal(`${prop} must be in the stack of ${expected.region}, because no token may cross a Region or a stack`,
      stack.node.path, 'Make it in the scope of the `RegionalApi`, or import it there with `Function.fromFunctionName()`');
  }
}

export function validateAuthorizerStack(authorizer: Authorizer | undefined, region: IConstruct) {
  if (authorizer?._function) {
    const { name, handler } = authorizer._function;
    validateHandlerStack(`\`handler\` of the authorizer ${name}`, handler, region);
  }
}
