import { REST_ANSWERS } from './rest-answers';
import { HttpResponse } from '../http-message';
import { MockIntegration } from '../integrations/integration-definition';
import { mappedBody } from '../integrations/integration-request';
import { integrationResponse } from '../integrations/integration-response';
import { RestExchange } from '../integrations/rest-exchange';

/**
 * The answer of a MOCK integration: its request template chooses the status, its responses make the answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockResponse(integration: MockIntegration, exchange: RestExchange): HttpResponse {
  const body = mappedBody(integration, exchange);
  if (body === undefined) return REST_ANSWERS.unsupportedMediaType;
  const status = readStatusCode(body.toString());
  return status === undefined
    ? REST_ANSWERS.internalServerError
    : integrationResponse(integration, { statusCode: Number(status), headers: {}, body: '' }, exchange, status);
}

/** The template makes JSON with API Gateway's laxness about quotes, e.g. `{ statusCode: 204 }`. */
function readStatusCode(rendered: string): string | undefined {
  return /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(rendered)?.[1];
}
