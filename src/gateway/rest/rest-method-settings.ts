import { CfnStage, RestApi, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { RestApiGatewayOptions } from './rest-options';

/** The throttle of one route. */
export interface ThrottledRoute {
  readonly method: string;
  readonly path: string;
  readonly throttle: ThrottleSettings;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/**
 * The settings of all methods and of those that differ, which API Gateway does not merge.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
 */
export function renderMethodSettings(restApi: RestApi, options: RestApiGatewayOptions, routes: ThrottledRoute[]): CfnStage.MethodSettingProperty[] {
  const { throttle, detailedMetrics } = options;
  const all = { ...rendered(throttle), ...detailedMetrics && { metricsEnabled: true } };
  return [
    ...Object.keys(all).length > 0 ? [{ httpMethod: '*', resourcePath: '/*', ...all }] : [],
    ...routes.flatMap(route => methodsOf(restApi, route).map(httpMethod => ({
      httpMethod, resourcePath: escaped(route.path), ...all, ...rendered(route.throttle),
    }))),
  ];
}

/** ANY is no method here: the ones that it stands for are named. */
function methodsOf(restApi: RestApi, { method, path }: ThrottledRoute): string[] {
  if (method !== 'ANY') return [method];
  const others = restApi.methods.filter(({ resource }) => resource.path === path).map(({ httpMethod }) => httpMethod);
  return METHODS.filter(name => !others.includes(name));
}

function rendered(throttle: ThrottleSettings | undefined) {
  return {
    ...throttle?.rateLimit !== undefined && { throttlingRateLimit: throttle.rateLimit },
    ...throttle?.burstLimit !== undefined && { throttlingBurstLimit: throttle.burstLimit },
  };
}

function escaped(path: string): string {
  return path === '/' ? path : `/${path.replaceAll('/', '~1')}`;
}
