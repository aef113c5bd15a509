import { invalid, LambdaError, notFound } from './lambda-error';

/** A name, a partial ARN or an ARN, with a version or an alias or without. */
const PATTERN = /^(?:(?:arn:[\w-]+:lambda:([a-z0-9-]+):)?(?:\d{12}:)?function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/;

/** Which function a client means, and by which version or alias. */
export interface FunctionIdentifier {
  readonly functionName: string;
  readonly qualifier?: string;
}

/** Reads how a client in a Region calls a function; the parameter may say the version or the alias as well. */
export function readIdentifier(text: string, parameter: string | null, region: string): FunctionIdentifier {
  const [matched, ofRegion = region, functionName, ownQualifier] = PATTERN.exec(text) ?? [];
  if (matched === undefined) {
    throw invalid(text, 'functionName', 'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?');
  }
  if (ofRegion !== region) {
    throw notFound(`Functions from '${ofRegion}' are not reachable in this region ('${region}')`);
  }
  if (ownQualifier !== undefined && parameter !== null && ownQualifier !== parameter) {
    throw new LambdaError(400, 'InvalidParameterValueException', 'The derived qualifier from the function name does not match the specified qualifier.');
  }
  return { functionName, qualifier: ownQualifier ?? parameter ?? undefined };
}
