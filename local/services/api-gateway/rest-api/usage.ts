import { HttpResponse } from '../http-message';
import { REST_ANSWERS } from './rest-answers';
import { ApiKeyDefinition } from './rest-api-definition';
import { RestRequest } from './rest-event';
import { Throttling } from '../throttling';

/**
 * The answer for a request beyond what the usage plan of its API key, or its stage, lets through.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function refusedAsTooMany(
  { restApi, entry: { stage }, match: { route } }: RestRequest, apiKey: ApiKeyDefinition | undefined, throttling: Throttling,
): HttpResponse | undefined {
  const method = `${route.httpMethod} ${route.resourcePath}`;
  const plan = apiKey?.plan;
  const client = `${plan?.id}/${apiKey?.id}`;
  const ofMethod = `${restApi.id}/${stage.name}/${method}`;
  const isThrottled = !throttling.allows(`${client}/${ofMethod}`, plan?.methods[method])
    || !throttling.allows(client, plan?.throttle)
    || !throttling.allows(ofMethod, stage.throttles?.routes[method] ?? stage.throttles?.ofEach);
  if (isThrottled) return REST_ANSWERS.throttled;
  return throttling.isWithin(client, plan?.quota) ? undefined : REST_ANSWERS.quotaExceeded;
}
