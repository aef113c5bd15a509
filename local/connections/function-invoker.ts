import { missingPermission } from './function-permission';
import { Invoke } from '../services/api-gateway/lambda-invocation';
import { Iam } from '../services/iam/iam';
import { LambdaService } from '../services/lambda/lambda-service';

/** How API Gateway invokes the functions of its Region, where it has their permission. */
export function functionInvoker(lambda: LambdaService, iam: Iam): (region: string) => Invoke {
  const { isInspected, accountId } = lambda;
  return region => (functionName, event, traceId, { qualifier, source, takePart } = {}) => {
    const missing = source && missingPermission(iam, 'apigateway.amazonaws.com', { region, accountId, functionName, qualifier }, source);
    if (missing) return Promise.resolve({ forbidden: true, error: { errorType: 'AccessDeniedException', errorMessage: missing } });
    return Object.assign(lambda.invoke(region, functionName, event, { traceId, qualifier, takePart }), { isInspected });
  };
}
