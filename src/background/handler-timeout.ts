import { Duration } from 'aws-cdk-lib';
import { Alias, CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { renderResource } from '../synthesis/rendered-resource';
import { isResourceOf } from '../synthesis/resource-type';

/** Lambda's own. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_SECONDS = 3;

/** How long a handler may run as its template says by now: the function's own time-out, or that of the function behind an alias or a version; unknown of one that is imported. */
export function timeoutOf(handler: IFunction): Duration | undefined {
  const { lambda = handler } = handler as Partial<Alias>;
  const { defaultChild } = lambda.node;
  if (!isResourceOf(CfnFunction, defaultChild)) return undefined;
  const { Timeout: seconds = DEFAULT_SECONDS } = renderResource(defaultChild).Properties ?? {};
  return typeof seconds === 'number' ? Duration.seconds(seconds) : undefined;
}
