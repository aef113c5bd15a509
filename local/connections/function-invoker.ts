import { Invoke } from '../services/api-gateway/lambda-invocation';
import { LambdaService } from '../services/lambda/lambda-service';

/** How API Gateway invokes the functions of its Region. */
export function functionInvoker(lambda: LambdaService): (region: string) => Invoke {
  const { isInspected } = lambda;
  return region => (functionName, event, traceId, takePart) =>
    Object.assign(lambda.invoke(region, functionName, event, { traceId, takePart }), { isInspected });
}
