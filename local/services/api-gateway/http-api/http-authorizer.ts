import { AuthorizerCache } from '../authorizer-cache';
import { verdictOf } from '../authorizer-policy';
import { HTTP_ANSWERS } from './http-answers';
import { HttpAuthorizerDefinition } from './http-api-definition';
import { HttpApiRequest, HttpAuthorized, httpEvent } from './http-event';
import { httpEventV1 } from './http-event-v1';
import { requestVariable } from './http-variables';
import { HttpResponse } from '../http-message';
import { Invoke, invokeWithin } from '../lambda-invocation';
import { authorizerArn, methodArn } from '../method-arn';

/**
 * API Gateway's limit for an authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const LIMIT_MS = 10_000;

const FAILURES = { error: HTTP_ANSWERS.internalServerError, timeout: HTTP_ANSWERS.internalServerError };

/**
 * Asks an HTTP API's Lambda authorizer, or what is kept of its answers: what it gives the function, or the answer for a caller it keeps out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function authorizeByFunction(
  definition: HttpAuthorizerDefinition, http: HttpApiRequest, invoke: Invoke, cache: AuthorizerCache,
): Promise<HttpAuthorized | { refused: HttpResponse }> {
  const identities = definition.identitySources.map(source => requestVariable(source.slice(1), http));
  if (!identities.every(Boolean)) {
    return { refused: HTTP_ANSWERS.unauthorized };
  }
  const arn = methodArn(http.httpApi, http.entry, http.request.method);
  const key = JSON.stringify([http.entry.stage.name, definition.id, ...identities]);
  const kept = cache.find(key);
  if (kept) return judge(definition, kept.answer, arn);
  const question = definition.payloadFormat === '2.0' ? questionV2(arn, identities, http) : questionV1(arn, identities, http);
  const { id, functionName, qualifier, isByRole } = definition;
  const source = isByRole ? undefined : authorizerArn(http.httpApi, id);
  const invocation = invoke(functionName, question, http.arrival.traceId, { qualifier, source });
  const { payload, failure, error } = await invokeWithin(LIMIT_MS, invocation, FAILURES);
  if (failure) {
    return { refused: error?.errorMessage === 'Unauthorized' ? HTTP_ANSWERS.unauthorized : failure };
  }
  cache.keep(key, payload, definition.ttlSeconds);
  return judge(definition, payload, arn);
}

function judge({ simpleResponses }: HttpAuthorizerDefinition, answer: any, arn: string): HttpAuthorized | { refused: HttpResponse } {
  try {
    const isAllowed = simpleResponses ? isAuthorized(answer) : verdictOf(answer, arn) === 'Allow';
    if (!isAllowed) return { refused: HTTP_ANSWERS.forbidden };
  } catch (cause) {
    return { refused: { ...HTTP_ANSWERS.internalServerError, reason: (cause as Error).message } };
  }
  const context = answer.context ?? null;
  // Simple answers are about nobody in particular.
  const principalId = simpleResponses ? undefined : answer.principalId;
  return { context, told: { '1.0': { claims: null, scopes: null, ...context, principalId }, '2.0': { lambda: context } } };
}

function isAuthorized(answer: any): boolean {
  if (typeof answer?.isAuthorized !== 'boolean') {
    throw new Error(`an authorizer with simple responses must return isAuthorized, got: ${JSON.stringify(answer)?.slice(0, 200)}`);
  }
  return answer.isAuthorized;
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
