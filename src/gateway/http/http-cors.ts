import { CorsHttpMethod, CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { CorsSettings, CORS_HEADERS, CORS_METHODS } from '../cors';

/** API Gateway answers preflight requests by itself, and adds the headers to other answers. */
export function renderHttpCors(cors: CorsSettings): CorsPreflightOptions {
  // Not "*", which means nothing in answers to requests with credentials.
  const { allowMethods = CORS_METHODS, allowHeaders = CORS_HEADERS, ...others } = cors;
  return { ...others, allowHeaders, allowMethods: allowMethods as CorsHttpMethod[] };
}

/**
 * The routes that would ask preflight requests for authorization, which browsers do not send: one sentence for each.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function routesClosedToPreflight(authorizedPaths: string[], routes: { method: string; path: string }[]): string[] {
  return authorizedPaths
    .filter(path => !routes.some(route => route.method === 'OPTIONS' && route.path === path))
    .map(path => `ANY ${path} has an authorizer, which refuses the preflight requests that \`cors\` is for: `
      + `name the methods instead of ANY, or add OPTIONS ${path} with \`Authorizer.none()\``);
}
