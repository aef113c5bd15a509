import { Stack } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { Authorizer } from '../gateway/authorizer';
import { foreignStackIn } from '../synthesis/foreign-reference';
import { refusal } from '../synthesis/refusal';

/** A function that API Gateway invokes lives beside it. */
export function validateHandlerStack(prop: string, handler: IFunction, region: IConstruct) {
  const [stack, expected] = [Stack.of(handler), Stack.of(region)];
  if (stack !== expected) {
    throw refusal(`${prop} must be in the stack of ${expected.region}, because no token may cross a Region or a stack`,
      stack.node.path, 'Make it in the scope of the `RegionalApi`, or import it there with `Function.fromFunctionName()`');
  }
}

/** What authorizes callers, as far as it is made of tokens, lives beside it as well. */
export function validateAuthorizerStack(authorizer: Authorizer, region: IConstruct) {
  if (typeof authorizer?._renderBy !== 'function') {
    throw refusal('`authorizer` must be made by `Authorizer`', authorizer, 'Give `Authorizer.none()` for everybody');
  }
  if (authorizer._function) {
    const { name, handler } = authorizer._function;
    validateHandlerStack(`\`handler\` of the authorizer ${name}`, handler, region);
  }
  for (const [prop, value] of Object.entries(authorizer._options)) {
    const foreign = [value ?? []].flat().map(text => foreignStackIn(text, Stack.of(region))).find(Boolean);
    if (foreign) {
      throw refusal(`\`${prop}\` of an authorizer must be literal or of the stack of ${Stack.of(region).region}, because no token may cross a Region or a stack`, foreign);
    }
  }
}
