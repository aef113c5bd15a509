import type { APIGatewayProxyEvent } from 'aws-lambda';
import { TemplateVariables, templateVariables } from './mapping-template';
import { HttpRequest } from '../http-message';

/** A request of a REST API on its way through an integration that is mapped. */
export interface RestExchange {
  readonly request: HttpRequest;
  readonly event: APIGatewayProxyEvent;
  /** Templates set overrides in them. */
  readonly variables: TemplateVariables;
}

export function restExchange(request: HttpRequest, event: APIGatewayProxyEvent): RestExchange {
  return { request, event, variables: templateVariables(event, request.body.toString()) };
}
