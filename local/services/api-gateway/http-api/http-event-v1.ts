import { formatTime } from '../arrival';
import { decodedParameters, decodePath, HttpApiRequest, httpBody, httpHeaders } from './http-event';
import { allValues, headerOf, lastValues, readQuery } from '../http-message';

/**
 * The event in format 1.0 that an HTTP API sends to a Lambda integration: like a REST API's, with the differences that AWS documents.
 *
 * The path has the name of a stage and the key of an API mapping, as the caller sent it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEventV1(http: HttpApiRequest) {
  const { httpApi, request, entry: { stage, requestPath }, route: { routeKey }, arrival } = http;
  const { accessKeyId: accessKey = null, accountId = null, userArn = null, userId = null } = http.authorized?.caller ?? {};
  const headers = httpHeaders(http);
  const query = readQuery(request);
  const path = http.path ?? decodePath(requestPath);
  const resourcePath = routeKey.split(' ').pop()!;
  return {
    version: '1.0',
    resource: resourcePath,
    path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: allValues(headers),
    queryStringParameters: query.length > 0 ? lastValues(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? allValues(query) : null,
    requestContext: {
      accountId: httpApi.accountId,
      apiId: httpApi.id,
      domainName: request.host,
      domainPrefix: request.host.split('.')[0],
      extendedRequestId: arrival.extendedRequestId,
      httpMethod: request.method,
      identity: {
        accessKey,
        accountId,
        caller: userId,
        cognitoAmr: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.sourceIp,
        user: userId,
        userAgent: headerOf(request, 'user-agent') ?? '',
        userArn,
      },
      path,
      protocol: 'HTTP/1.1',
      requestId: arrival.extendedRequestId,
      requestTime: formatTime(arrival.time),
      requestTimeEpoch: Math.round(arrival.time),
      resourceId: routeKey,
      resourcePath,
      stage: stage.name,
    },
    pathParameters: http.pathParameters && decodedParameters(http.pathParameters),
    stageVariables: stage.variables ?? null,
    body: null,
    ...httpBody(request),
  };
}
