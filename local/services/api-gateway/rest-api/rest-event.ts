import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Arrival, formatTime } from '../arrival';
import { EntryPoint } from '../entry-point';
import { allValues, headerOf, HttpRequest, lastValues, readQuery } from '../http-message';
import { isBinary } from '../media-types';
import { headersByRules } from '../passed-headers';
import { MethodDefinition, RestApiDefinition, RestStageDefinition } from './rest-api-definition';
import { Match } from '../route-table';

/** A request on its way through a REST API. */
export interface RestRequest {
  readonly restApi: RestApiDefinition;
  readonly request: HttpRequest;
  readonly entry: EntryPoint<RestStageDefinition>;
  readonly match: Match<MethodDefinition>;
  readonly arrival: Arrival;
}

/**
 * The event that a REST API sends to a Lambda proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function restEvent({ restApi, request, entry, match, arrival }: RestRequest): APIGatewayProxyEvent {
  const { route: method, pathParameters } = match;
  const { stage } = entry;
  const headers = headersOf(request, arrival.traceId);
  const query = readQuery(request);
  const binary = isBinary(headerOf(request, 'content-type'), restApi.binaryMediaTypes);
  return {
    resource: method.resourcePath,
    path: entry.byDomain ? entry.requestPath : entry.routePath, // without the stage, with the base path
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: query.length > 0 ? lastValues(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? allValues(query) : null,
    pathParameters,
    stageVariables: stage.variables ?? null,
    requestContext: {
      resourceId: method.resourceId,
      resourcePath: method.resourcePath,
      httpMethod: request.method,
      extendedRequestId: arrival.extendedRequestId,
      requestTime: formatTime(arrival.time),
      path: entry.requestPath,
      accountId: restApi.accountId,
      protocol: 'HTTP/1.1',
      stage: stage.name,
      domainPrefix: request.host.split('.')[0],
      requestTimeEpoch: Math.round(arrival.time),
      requestId: arrival.requestId,
      identity: anonymousIdentity(request),
      domainName: request.host,
      ...{ deploymentId: stage.deploymentId }, // sent by AWS, missing from its types
      apiId: restApi.id,
      authorizer: undefined,
    },
    body: request.body.length === 0 ? null : request.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && request.body.length > 0,
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const headersOf = headersByRules({
  dropped: [
    'connection', 'content-length', 'content-md5', 'expect', 'keep-alive', 'max-forwards', 'proxy-authenticate', 'server', 'te', 'trailer',
    'transfer-encoding', 'upgrade', 'www-authenticate',
  ],
  respelled: ['Authorization', 'User-Agent'],
});

function anonymousIdentity(request: HttpRequest): APIGatewayProxyEvent['requestContext']['identity'] {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: headerOf(request, 'user-agent') ?? null,
    user: null,
  } as APIGatewayProxyEvent['requestContext']['identity']; // AWS sends `apiKey`, `apiKeyId` and `clientCert` only where they are asked for
}
