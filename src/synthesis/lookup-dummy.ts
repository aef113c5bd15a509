import { Lazy } from 'aws-cdk-lib';

/**
 * What CDK's first synthesis has in place of what the CLI has yet to look up: `StringParameter.valueFromLookup()`, `HostedZone.fromLookup()`
 * and `Role.fromLookup()`, or a text that is made from them. The dummies of other lookups have the form of what they stand for.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
const DUMMY = /dummy-value-for-|(^|[:/])DUMMY(_ARN)?$/;

/** Whether it is, or holds, something that the CLI has yet to look up. */
export function holdsLookupDummy(value: unknown): boolean {
  return [value].flat().some(text => typeof text === 'string' && DUMMY.test(text));
}

/** An ARN that CDK takes apart: it fails on a dummy, and leaves a token as it is. */
export function parsedArn(arn: string): string {
  return holdsLookupDummy(arn) ? Lazy.string({ produce: () => arn }) : arn;
}
