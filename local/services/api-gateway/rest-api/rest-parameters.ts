import type { APIGatewayProxyEvent } from 'aws-lambda';

/**
 * The names of the required parameters that a request lacks, or has without a value.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function missingFrom(required: string[] = [], event: APIGatewayProxyEvent): string[] {
  return required.map(parameter => parameter.split('.').slice(2)).filter(([place, ...name]) => !has(event, place, name.join('.'))).map(([, ...name]) => name.join('.'));
}

function has(event: APIGatewayProxyEvent, place: string, name: string): boolean {
  switch (place) {
    case 'header': return Object.entries(event.headers).some(([header, value]) => header.toLowerCase() === name.toLowerCase() && value);
    case 'querystring': return Boolean(event.queryStringParameters?.[name]);
    case 'path': return Boolean(event.pathParameters?.[name]);
    default: return true;
  }
}
