import type { APIGatewayProxyEvent } from 'aws-lambda';
import { AuthorizerCache } from '../authorizer-cache';
import { verdictOf } from '../authorizer-policy';
import { HttpResponse } from '../http-message';
import { identityOf } from './identity-source';
import { Invoke, invokeWithin } from '../lambda-invocation';
import { authorizerArn, methodArn } from '../method-arn';
import { REST_ANSWERS } from './rest-answers';
import { RestAuthorizerDefinition } from './rest-api-definition';
import { Authorized } from './rest-authorized';
import { RestRequest } from './rest-event';

/** API Gateway's limit for an authorizer. */
const LIMIT_MS = 29_000;

/**
 * Asks a REST API's Lambda authorizer, or what is kept of its answers: what it gives the function, or the answer for a caller it keeps out.
 * A policy that is kept is about all methods.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function authorizeByFunction(
  definition: RestAuthorizerDefinition, rest: RestRequest, event: APIGatewayProxyEvent, invoke: Invoke, cache: AuthorizerCache,
): Promise<Authorized | { refused: HttpResponse }> {
  const identities = definition.identitySources.map(source => identityOf(source, event));
  if (!identities.every(Boolean) || !fits(definition, identities[0])) {
    return { refused: REST_ANSWERS.unauthorized };
  }
  const arn = methodArn(rest.restApi, rest.entry, rest.request.method);
  const key = JSON.stringify([rest.entry.stage.name, definition.id, ...identities]);
  const kept = cache.find(key);
  if (kept) return judge(kept.answer, arn);
  const question = definition.type === 'TOKEN'
    ? { type: 'TOKEN', methodArn: arn, authorizationToken: identities[0] }
    : requestQuestion(arn, event);
  const failures = { error: REST_ANSWERS.authorizerFailure, timeout: REST_ANSWERS.authorizerFailure };
  const traceId = rest.arrival.traceId;
  const { id, functionName, qualifier, isByRole } = definition;
  const source = isByRole ? undefined : authorizerArn(rest.restApi, id);
  const { payload, failure, error } = await invokeWithin(LIMIT_MS, invoke(functionName, question, traceId, { qualifier, source }), failures);
  if (failure) {
    return { refused: error?.errorMessage === 'Unauthorized' ? REST_ANSWERS.unauthorized : failure };
  }
  cache.keep(key, payload, definition.ttlSeconds);
  return judge(payload, arn);
}

/** The function's word for it: a policy, whom it is about, and what else to tell. */
function judge(answer: any, arn: string): Authorized | { refused: HttpResponse } {
  try {
    switch (verdictOf(answer, arn)) {
      case 'Deny': return { refused: REST_ANSWERS.explicitlyDenied };
      case 'ImplicitDeny': return { refused: REST_ANSWERS.accessDenied };
      case 'Allow': return {
        authorizer: { ...texts(answer.context ?? {}), principalId: answer.principalId, integrationLatency: 0 },
        apiKey: answer.usageIdentifierKey,
      };
    }
  } catch (error) {
    return { refused: { ...REST_ANSWERS.authorizerConfigurationError, reason: (error as Error).message } };
  }
}

/** Numbers and booleans reach the function as text; objects are a mistake. */
function texts(context: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => {
    if (typeof value === 'object' && value !== null) {
      throw new Error(`an authorizer's context must hold texts, numbers and booleans only, got an object for ${name}`);
    }
    return [name, String(value)];
  }));
}

function requestQuestion(arn: string, { body: _body, isBase64Encoded: _encoded, ...event }: APIGatewayProxyEvent) {
  return { type: 'REQUEST', methodArn: arn, ...event };
}

function fits({ type, validationExpression }: RestAuthorizerDefinition, token: string | undefined): boolean {
  return type !== 'TOKEN' || !validationExpression || new RegExp(`^(?:${validationExpression})$`).test(token ?? '');
}
