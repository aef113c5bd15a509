import { verdictOf } from '../authorizer-policy';
import { HTTP_ANSWERS } from './http-answers';
import { HttpAuthorizerDefinition } from './http-api-definition';
import { HttpApiRequest, httpEvent } from './http-event';
import { httpEventV1 } from './http-event-v1';
import { headerOf, HttpResponse, readQuery } from '../http-message';
import { Invoke, invokeWithin } from '../lambda-invocation';
import { methodArn } from '../method-arn';

/**
 * API Gateway's limit for an authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const LIMIT_MS = 10_000;

const FAILURES = { error: HTTP_ANSWERS.internalServerError, timeout: HTTP_ANSWERS.internalServerError };

/** What an authorizer says of a caller that it lets in. */
export interface HttpAuthorized {
  readonly context: Record<string, unknown> | null;
  /** Whom a policy is about; simple answers name nobody. */
  readonly principalId?: string;
}

/**
 * Asks an HTTP API's Lambda authorizer: what it gives the function, or the answer for a caller it keeps out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function authorizeHttp(
  definition: HttpAuthorizerDefinition, http: HttpApiRequest, invoke: Invoke,
): Promise<HttpAuthorized | { refused: HttpResponse }> {
  const identities = definition.identitySources.map(source => identityOf(source, http));
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

/** E.g. the value of the header for `$request.header.Authorization`. */
function identityOf(source: string, http: HttpApiRequest): string | undefined {
  const [, place, name] = /^\$(request\.header|request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case 'request.header': return headerOf(http.request, name.toLowerCase());
    case 'request.querystring': return readQuery(http.request).findLast(([parameter]) => parameter === name)?.[1];
    case 'stageVariables': return http.entry.stage.variables?.[name];
    case 'context': return contextOf(http)[name];
    default: return undefined;
  }
}

function contextOf({ httpApi, request, entry, route }: HttpApiRequest): Record<string, string | undefined> {
  return {
    'accountId': httpApi.accountId,
    'apiId': httpApi.id,
    'domainName': request.host,
    'httpMethod': request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': headerOf(request, 'user-agent'),
    'routeKey': route.routeKey,
    'stage': entry.stage.name,
  };
}
