import { AwsCaller, AwsCallerProps } from './aws-caller';
import { HttpApiDefinition } from '../services/api-gateway/http-api/http-api-definition';
import { Backends } from '../services/api-gateway/integrations/backends';
import { RestApiDefinition } from '../services/api-gateway/rest-api/rest-api-definition';
import { LambdaService } from '../services/lambda/lambda-service';

export interface GatewayBackendsProps extends AwsCallerProps {
  readonly lambda: LambdaService;
  readonly restApis: readonly RestApiDefinition[];
  readonly httpApis: readonly HttpApiDefinition[];
  readonly allowNetwork?: boolean;
}

/** What the integrations of each Region reach. */
export function gatewayBackends({ lambda, restApis, httpApis, allowNetwork = false, ...props }: GatewayBackendsProps): (region: string) => Backends {
  const caller = new AwsCaller(props);
  const routes = [
    ...restApis.flatMap(({ region, methods }) => methods.map(({ integration }) => ({ region, integration }))),
    ...httpApis.flatMap(({ region, routes: all }) => all.map(({ integration }) => ({ region, integration }))),
  ];
  // At start, so that roles of which nothing is known are told of then.
  routes.forEach(({ region, integration }) => 'role' in integration && caller.assume(integration.role, 'target' in integration ? integration.target.region : region));
  return region => ({
    callAws: caller.call,
    invokeLater: (functionName, event, traceId) => lambda.invokeAsynchronously(region, functionName, event, { traceId }),
    allowNetwork,
  });
}
