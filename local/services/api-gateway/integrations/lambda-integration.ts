import { Backends } from './backends';
import { LambdaIntegration } from './integration-definition';
import { integrationRequest } from './integration-request';
import { integrationResponse } from './integration-response';
import { parsed } from './json-path';
import { RestExchange } from './rest-exchange';
import { HttpResponse } from '../http-message';
import { Invoke, invokeWithin } from '../lambda-invocation';
import { isTooLargeForLambda } from '../quotas';
import { REST_ANSWERS, REST_FAILURES } from '../rest-api/rest-answers';

/**
 * The answer of a function that is no proxy: it gets what a template makes, and patterns are held against the message it fails with.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
 */
export async function answerOfFunction(
  definition: LambdaIntegration, functionName: string, exchange: RestExchange, traceId: string,
  invoke: Invoke, { invokeLater }: Backends, limitMs: number,
): Promise<HttpResponse> {
  const mapped = integrationRequest(definition, exchange);
  if (!mapped) return REST_ANSWERS.unsupportedMediaType;
  const body = mapped.body.toString();
  const event = body.trim() === '' ? {} : parsed(body);
  const respond = (statusCode: number, answer: unknown, selected?: string) =>
    integrationResponse(definition, { statusCode, headers: {}, body: answer === undefined ? '' : JSON.stringify(answer) }, exchange, selected);
  if (event === undefined) {
    const message = 'Could not parse request body into json';
    return { ...respond(400, { message, Type: 'User' }, message), reason: `the event is no JSON: ${body.slice(0, 200)}` };
  }
  if (isTooLargeForLambda(event as object, { body: Buffer.from(body) })) return REST_ANSWERS.eventTooLarge;
  if (mapped.headers['x-amz-invocation-type'] === 'Event') {
    invokeLater(functionName, event, traceId);
    return respond(202, undefined);
  }
  const { payload, failure, error, latencyMs } = await invokeWithin(limitMs, invoke(functionName, event as object, traceId), REST_FAILURES);
  const integration = { latencyMs };
  if (failure && !error) return { ...failure, integration };
  if (error) return { ...respond(200, error, error.errorMessage), integration, reason: failure?.reason };
  return { ...respond(200, payload ?? null), integration };
}
