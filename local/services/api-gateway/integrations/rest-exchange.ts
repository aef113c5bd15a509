import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ContentHandling, converted } from './content-handling';
import { TemplateVariables, templateVariables } from './mapping-template';
import { headerOf, HttpRequest } from '../http-message';
import { isBinary } from '../media-types';

/** A request of a REST API on its way through an integration that is mapped. */
export interface RestExchange {
  readonly request: HttpRequest;
  readonly event: APIGatewayProxyEvent;
  /** Templates set overrides in them. */
  readonly variables: TemplateVariables;
  readonly binaryMediaTypes: string[];
}

/** The request has the body that its content handling makes. */
export function restExchange(
  request: HttpRequest, event: APIGatewayProxyEvent, binaryMediaTypes: string[] = [], contentHandling?: ContentHandling,
): RestExchange {
  const body = Buffer.from(converted(request.body, isBinary(headerOf(request, 'content-type'), binaryMediaTypes), contentHandling));
  return { request: { ...request, body }, event, variables: templateVariables(event, body.toString()), binaryMediaTypes };
}
