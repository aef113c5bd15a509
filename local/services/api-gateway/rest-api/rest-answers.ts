import { HttpResponse } from '../http-message';
import { MAX_REQUEST_BYTES, plain } from '../quotas';

/**
 * What API Gateway answers by itself in front of a REST API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const REST_ANSWERS = {
  /** The endpoint is off, or the name maps to nothing: there is no API yet that could say it its own way. */
  forbidden: answer(undefined, 403, { message: 'Forbidden' }, 'ForbiddenException'),
  /** No such route: API Gateway's own words for it. */
  missingAuthenticationToken: answer('MISSING_AUTHENTICATION_TOKEN', 403, { message: 'Missing Authentication Token' }, 'MissingAuthenticationTokenException'),
  /** The request lacks what the authorizer needs, or the authorizer says so. */
  unauthorized: answer('UNAUTHORIZED', 401, { message: 'Unauthorized' }, 'UnauthorizedException'),
  expiredToken: answer('UNAUTHORIZED', 401, { message: 'The incoming token has expired' }, 'UnauthorizedException'),
  /** The authorizer's policy lets nobody in. */
  accessDenied: answer('ACCESS_DENIED', 403, { Message: 'User is not authorized to access this resource' }, 'AccessDeniedException'),
  /** The authorizer's policy keeps this caller out. */
  explicitlyDenied: answer('ACCESS_DENIED', 403, { Message: 'User is not authorized to access this resource with an explicit deny' }, 'AccessDeniedException'),
  authorizerFailure: answer('AUTHORIZER_FAILURE', 500, { message: null }, 'InternalServerErrorException'),
  authorizerConfigurationError: answer('AUTHORIZER_CONFIGURATION_ERROR', 500, { message: null }, 'AuthorizerConfigurationException'),
  invalidApiKey: answer('INVALID_API_KEY', 403, { message: 'Forbidden' }, 'ForbiddenException'),
  throttled: answer('THROTTLED', 429, { message: 'Too Many Requests' }, 'TooManyRequestsException'),
  quotaExceeded: answer('QUOTA_EXCEEDED', 429, { message: 'Limit Exceeded' }, 'LimitExceededException'),
  /** Over API Gateway's own limit: no template changes that. */
  requestTooLarge: plain(413, `HTTP content length exceeded ${MAX_REQUEST_BYTES} bytes.`),
  /** Over the limit of Lambda. */
  eventTooLarge: answer('REQUEST_TOO_LARGE', 413, { message: 'Request Too Long' }, 'BadRequestException'),
  /** An integration has no template for the request's content type. */
  unsupportedMediaType: answer('UNSUPPORTED_MEDIA_TYPE', 415, { message: 'Unsupported Media Type' }, 'BadRequestException'),
  internalServerError: answer('API_CONFIGURATION_ERROR', 500, { message: 'Internal server error' }, 'InternalServerErrorException'),
  badIntegrationAnswer: answer('DEFAULT_5XX', 502, { message: 'Internal server error' }, 'InternalServerErrorException'),
  /** As Lambda's throttles look. */
  functionThrottled: answer('INTEGRATION_FAILURE', 500, { message: 'Internal server error' }, 'InternalServerErrorException'),
  /** An endpoint that cannot be reached. */
  integrationFailure: answer('INTEGRATION_FAILURE', 504, { message: 'Network error communicating with endpoint' }, 'InternalServerErrorException'),
  integrationTimeout: answer('INTEGRATION_TIMEOUT', 504, { message: 'Endpoint request timed out' }, 'InternalServerErrorException'),
};

/** For functions that fail. */
export const REST_FAILURES = {
  error: REST_ANSWERS.badIntegrationAnswer,
  timeout: REST_ANSWERS.integrationTimeout,
  throttled: REST_ANSWERS.functionThrottled,
  forbidden: REST_ANSWERS.internalServerError,
};

/** A request that lacks what its method's validator asks for. */
export function missingParameters(names: string[]): HttpResponse {
  return answer('BAD_REQUEST_PARAMETERS', 400, { message: `Missing required request parameters: [${names.join(', ')}]` }, 'BadRequestException');
}

/** A request whose body is not as the model wants it; the problem is for the log, and for an answer that the API makes its own. */
export function invalidBody(problem: string): HttpResponse {
  return { ...answer('BAD_REQUEST_BODY', 400, { message: 'Invalid request body' }, 'BadRequestException'), reason: `Invalid request body: ${problem}` };
}

/** A signature that is none, or not for this API. */
export function signatureRefused(errorType: string, message: string): HttpResponse {
  return answer('INVALID_SIGNATURE', 403, { message }, errorType);
}

/** IAM's words for a caller who may not. */
export function accessDenied(message: string): HttpResponse {
  return answer('ACCESS_DENIED', 403, { Message: message }, 'AccessDeniedException');
}

/** What is in the template and not on this machine says so, rather than answer wrongly. */
export function notSupportedHere(what: string): HttpResponse {
  return answer(undefined, 501, { message: `The local Regions do not support ${what}` }, 'NotImplementedException');
}

function answer(gatewayResponse: string | undefined, statusCode: number, body: object, errorType: string): HttpResponse {
  return {
    gatewayResponse,
    statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': errorType },
    body: JSON.stringify(body),
  };
}
