import { Duration } from 'aws-cdk-lib';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { isResourceOf } from '../../synthesis/resource-type';

/** Lambda's own. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_SECONDS = 3;

/** How long a handler may run: the function's own time-out, or that of the function behind an alias or a version; unknown of one that is imported. */
export function timeoutOf(handler: IFunction): Duration | undefined {
  const { version, lambda } = handler as { version?: { lambda: IFunction }; lambda?: IFunction };
  const resource = (version?.lambda ?? lambda ?? handler).node.defaultChild;
  return isResourceOf(CfnFunction, resource) ? Duration.seconds(resource.timeout ?? DEFAULT_SECONDS) : undefined;
}
