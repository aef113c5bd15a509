import { operationHeaders } from './aws-protocols';
import { AwsCall, Backends } from './backends';
import { ServiceIntegration } from './integration-definition';
import { called } from './outcome';
import { HTTP_FAILURES } from '../http-api/http-answers';
import { HttpApiRequest } from '../http-api/http-event';
import { requestVariable } from '../http-api/http-variables';
import { valueFrom } from '../http-api/parameter-mapping';
import { HttpResponse } from '../http-message';

type Parameters = Record<string, string>;
type Request = Pick<AwsCall, 'service' | 'method' | 'url' | 'headers' | 'body'>;

/**
 * The requests that HTTP APIs make of services by themselves, by the subtype of the integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
 */
const REQUESTS: Readonly<Record<string, (parameters: Parameters) => Request>> = {
  'EventBridge-PutEvents': ({ Resources, Time, ...entry }) => json('events', 'PutEvents', {
    Entries: [{ ...entry, ...Resources && { Resources: JSON.parse(Resources) }, ...Time && { Time: Date.parse(Time) / 1000 } }],
  }),
  'SQS-SendMessage': queueRequest('SendMessage'),
  'SQS-ReceiveMessage': queueRequest('ReceiveMessage'),
  'SQS-DeleteMessage': queueRequest('DeleteMessage'),
  'SQS-PurgeQueue': queueRequest('PurgeQueue'),
  'Kinesis-PutRecord': parameters => json('kinesis', 'PutRecord', parameters),
  'StepFunctions-StartExecution': parameters => json('states', 'StartExecution', lowerCase(parameters)),
  'StepFunctions-StartSyncExecution': parameters => json('states', 'StartSyncExecution', lowerCase(parameters)),
  'StepFunctions-StopExecution': parameters => json('states', 'StopExecution', lowerCase(parameters)),
  'AppConfig-GetConfiguration': ({ Application, Environment, Configuration, ClientId, ClientConfigurationVersion: version }) => {
    const [application, environment, configuration] = [Application, Environment, Configuration].map(encodeURIComponent);
    const query = new URLSearchParams({ client_id: ClientId, ...version && { client_configuration_version: version } });
    const url = `/applications/${application}/environments/${environment}/configurations/${configuration}?${query}`;
    return { service: 'appconfig', method: 'GET', url, headers: {}, body: '' };
  },
};

export function isFirstClass(subtype: string): boolean {
  return Object.hasOwn(REQUESTS, subtype);
}

/** The answer of a service that an HTTP API calls by itself. */
export async function answerOfService(
  { subtype, parameters, role }: ServiceIntegration, http: HttpApiRequest, { callAws }: Backends, limitMs: number,
): Promise<HttpResponse> {
  const values = Object.entries(parameters).flatMap(([name, source]) => {
    const value = valueFrom(source, variable => requestVariable(variable, http));
    return value === undefined ? [] : [[name, value]];
  });
  const { Region: region = http.httpApi.region, ...given }: Parameters = Object.fromEntries(values);
  const call = { ...REQUESTS[subtype](given), region, role };
  const { answer, failure, integration } = await called(callAws(call, limitMs), limitMs, HTTP_FAILURES);
  if (failure) return { ...failure, integration };
  const { 'content-type': contentType = 'application/json' } = answer.headers;
  return { statusCode: answer.statusCode, headers: { 'content-type': contentType }, body: answer.body, integration };
}

function json(service: string, operation: string, input: object): Request {
  return { service, method: 'POST', url: '/', headers: operationHeaders(service, operation)!, body: JSON.stringify(input) };
}

/** In the protocol whose answers callers of HTTP APIs get, XML. */
function queueRequest(action: string) {
  return ({ QueueUrl: queueUrl = '', MessageAttributes: attributes, MessageSystemAttributes: systemAttributes, ...parameters }: Parameters): Request => ({
    service: 'sqs',
    method: 'POST',
    url: URL.canParse(queueUrl) ? new URL(queueUrl).pathname : '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({
      Action: action,
      Version: '2012-11-05',
      QueueUrl: queueUrl,
      ...parameters,
      ...attributeFields('MessageAttribute', attributes),
      ...attributeFields('MessageSystemAttribute', systemAttributes),
    })),
  });
}

function attributeFields(prefix: string, attributes: string = '{}'): Parameters {
  return Object.fromEntries(Object.entries<Parameters>(JSON.parse(attributes)).flatMap(([name, value], i) => [
    [`${prefix}.${i + 1}.Name`, name],
    ...Object.entries(value).map(([field, text]) => [`${prefix}.${i + 1}.Value.${field}`, text]),
  ]));
}

/** As the fields of Step Functions are, whose parameters are not. */
function lowerCase(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name[0].toLowerCase() + name.slice(1), value]));
}
