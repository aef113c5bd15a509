import { verdictOf } from '../authorizer-policy';
import { HTTP_ANSWERS } from './http-answers';
import { HttpAuthorizerDefinition } from './http-api-definition';
import { HttpApiRequest, HttpAuthorized, httpEvent } from './http-event';
import { httpEventV1 } from './http-event-v1';
import { requestVariable } from './http-variables';
import { HttpResponse } from '../http-message';
import { Invoke, invokeWithin } from '../lambda-invocation';
import { methodArn } from '../method-arn';

/**
 * API Gateway's limit for an authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const LIMIT_MS = 10_000;

const FAILURES = { error: HTTP_ANSWERS.internalServerError, timeout: HTTP_ANSWERS.internalServerError };

/**
 * Asks an HTTP API's Lambda authorizer: what it gives the function, or the answer for a caller it keeps out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function authorizeHttp(
  definition: HttpAuthorizerDefinition, http: HttpApiRequest, invoke: Invoke,
): Promise<HttpAuthorized | { refused: HttpResponse }> {
  const identities = definition.identitySources.map(source => requestVariable(source.slice(1), http));
  if (!identities.every(Boolean)) {
    return { refused: HTTP_ANSWERS.unauthorized };
  }
  const arn = methodArn(http.httpApi, http.entry, http.request.method);
  const question = definition.payloadFormat === '2.0' ? questionV2(arn, identities, http) : questionV1(arn, identities, http);
  const { payload, failure, error } = await invokeWithin(LIMIT_MS, invoke(definition.functionName, question, http.arrival.traceId), FAILURES);
  if (failure) {
    return { refused: error?.errorMessage === 'Unauthorized' ? HTTP_ANSWERS.unauthorized : failure };
  }
  try {
    return definition.simpleResponses ? judgeSimple(payload) : judgePolicy(payload, arn);
  } catch (cause) {
    return { refused: { ...HTTP_ANSWERS.internalServerError, reason: (cause as Error).message } };
  }
}

function judgeSimple(answer: any): HttpAuthorized | { refused: HttpResponse } {
  if (typeof answer?.isAuthorized !== 'boolean') {
    throw new Error(`an authorizer with simple responses must return isAuthorized, got: ${JSON.stringify(answer)?.slice(0, 200)}`);
  }
  return answer.isAuthorized ? { context: answer.context ?? null } : { refused: HTTP_ANSWERS.forbidden };
}

function judgePolicy(answer: any, arn: string): HttpAuthorized | { refused: HttpResponse } {
  return verdictOf(answer, arn) === 'Allow'
    ? { context: answer.context ?? null, principalId: answer.principalId }
    : { refused: HTTP_ANSWERS.forbidden };
}

function questionV2(routeArn: string, identitySource: (string | undefined)[], http: HttpApiRequest) {
  const { body: _body, isBase64Encoded: _encoded, ...event } = httpEvent(http);
  return { ...event, type: 'REQUEST', routeArn, identitySource: identitySource.length > 0 ? identitySource : null };
}

function questionV1(arn: string, identities: (string | undefined)[], http: HttpApiRequest) {
  const { body: _body, isBase64Encoded: _encoded, ...event } = httpEventV1(http);
  const identitySource = identities.join(',');
  return { ...event, type: 'REQUEST', methodArn: arn, identitySource, authorizationToken: identitySource };
}
