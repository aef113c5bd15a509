import type { APIGatewayProxyEvent } from 'aws-lambda';

/** What an authorizer goes by, e.g. the value of the header for `method.request.header.Authorization`. */
export function identityOf(source: string, event: APIGatewayProxyEvent): string | undefined {
  const [, place, name] = /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case 'method.request.header': return Object.entries(event.headers).find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
    case 'method.request.querystring': return event.queryStringParameters?.[name];
    case 'stageVariables': return event.stageVariables?.[name];
    case 'context': return name.split('.').reduce<any>((context, key) => context?.[key], event.requestContext);
    default: return undefined;
  }
}
