import { Iam } from '../services/iam/iam';
import { functionArn } from '../services/lambda/function-definition';

/** A function as a service of AWS calls it. */
export interface Called {
  readonly region: string;
  readonly accountId: string;
  readonly functionName: string;
  readonly qualifier?: string;
}

/** What is wrong where no permission of a function lets a service invoke it on behalf of a resource; nothing if one does. */
export function missingPermission(iam: Iam, service: string, called: Called, source: string): string | undefined {
  if (iam.letsService(service, 'lambda:InvokeFunction', functionArn(called, called.qualifier), source)) return undefined;
  const whom = called.qualifier === undefined ? called.functionName : `${called.functionName}:${called.qualifier}`;
  return `Invalid permissions on Lambda function: no AWS::Lambda::Permission of ${whom} lets ${service} invoke it for ${source}`;
}
