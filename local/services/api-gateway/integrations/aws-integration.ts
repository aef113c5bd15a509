import { XMLParser } from 'fast-xml-parser';
import { operationHeaders } from './aws-protocols';
import { AwsCall, BackendAnswer, Backends } from './backends';
import { AwsIntegration, AwsTarget } from './integration-definition';
import { IntegrationRequest, integrationRequest, withPath, withQuery } from './integration-request';
import { integrationResponse } from './integration-response';
import { called } from './outcome';
import { RestExchange } from './rest-exchange';
import { HttpResponse } from '../http-message';
import { REST_ANSWERS } from '../rest-api/rest-answers';

/**
 * The answer of a service of AWS, as a REST API maps it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
 */
export async function answerOfAws(definition: AwsIntegration, exchange: RestExchange, backends: Backends, limitMs: number): Promise<HttpResponse> {
  const mapped = integrationRequest(definition, exchange);
  if (!mapped) return REST_ANSWERS.unsupportedMediaType;
  const call = awsCall(definition, mapped);
  const { answer, failure, integration } = await called(backends.callAws(call, limitMs), limitMs);
  if (failure) return { ...failure, integration };
  const read = isXml(answer) && !call.headers.accept?.includes('xml') ? inJson(answer) : answer;
  return { ...integrationResponse(definition, read, exchange, String(answer.statusCode)), integration };
}

/** The region, service, and action or path in a URI of API Gateway. */
export function awsTarget(uri: string): AwsTarget | undefined {
  const [, region, name, kind, value] = /^arn:[\w-]+:apigateway:([\w-]+):([\w.-]+):(action|path)\/(.*)$/s.exec(uri) ?? [];
  return name === undefined ? undefined : { region, service: name.split('.').pop()!, kind: kind as AwsTarget['kind'], value };
}

function awsCall({ target, httpMethod: method, role }: AwsIntegration, mapped: IntegrationRequest): AwsCall & { headers: Record<string, string> } {
  const { service, region, kind } = target;
  const value = withPath(target.value, mapped);
  const common = { method, region, service, role, body: mapped.body };
  if (kind === 'path') return { ...common, url: withQuery(value.startsWith('/') ? value : `/${value}`, mapped), headers: mapped.headers };
  const [action, ...parameters] = value.split('&');
  const named = operationHeaders(service, action);
  if (named) return { ...common, url: withQuery('/', mapped), headers: { ...named, ...mapped.headers } };
  const isForm = mapped.headers['content-type']?.includes('form') ?? false; // what else is in a body is nothing to a service that reads forms
  return {
    ...common,
    url: withQuery(`/?${[`Action=${action}`, ...parameters].join('&')}`, mapped),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...mapped.headers },
    body: isForm ? mapped.body : '',
  };
}

function isXml({ headers }: BackendAnswer): boolean {
  return String(headers['content-type']).includes('xml');
}

/** API Gateway accepts JSON, and so services that speak XML to others give it that: errors are not wrapped then. */
function inJson(answer: BackendAnswer): BackendAnswer {
  const parser = new XMLParser({ ignoreAttributes: true, ignoreDeclaration: true, parseTagValue: false });
  const { ErrorResponse: error, ...content } = parser.parse(answer.body);
  return { ...answer, body: JSON.stringify(error ?? content) };
}
