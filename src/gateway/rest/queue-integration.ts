import { Aws } from 'aws-cdk-lib';
import { ContentHandling, CorsOptions, Integration, IntegrationResponse, IntegrationType, MethodResponse, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { crossOrigin } from './rest-cors';
import { CONTENT_TYPE_ATTRIBUTE, contentTypesOf, messageGroupOf, QueueRouteOptions, RouteQueue } from '../queue-route';

/** What the API has that matters to an integration without a function. */
interface AroundQueue {
  readonly cors?: CorsOptions;
  readonly binaryMediaTypes?: string[];
}

/**
 * Sends the body of a request to a queue: 202 and the message's id; 400 for what SQS does not take, as a body of more than 1 MiB or
 * none; 503 for all else that goes wrong there.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export class QueueIntegration extends Integration {
  /** What the method has to have for it. */
  readonly methodResponses: MethodResponse[];

  constructor({ queueName, sender }: RouteQueue, options: QueueRouteOptions, { cors, binaryMediaTypes = [] }: AroundQueue) {
    const { headers, template } = crossOrigin(cors);
    const integrationResponses = responses(template).map(response => ({
      ...response,
      responseParameters: Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value])),
    }));
    const isBinary = (type: string) => ['*/*', type].some(binary => binaryMediaTypes.includes(binary));
    super({
      type: IntegrationType.AWS,
      integrationHttpMethod: 'POST',
      // With the pseudo parameter, so that the deployment's hash is the same in every Region.
      uri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:sqs:path/${Aws.ACCOUNT_ID}/${queueName}`,
      options: {
        credentialsRole: sender,
        passthroughBehavior: PassthroughBehavior.NEVER,
        // What is binary comes to a template in Base64.
        contentHandling: binaryMediaTypes.length > 0 ? ContentHandling.CONVERT_TO_TEXT : undefined,
        requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
        requestTemplates: Object.fromEntries(contentTypesOf(options).map(type => [type, requestTemplate(type, isBinary(type), options)])),
        integrationResponses,
      },
    });
    this.methodResponses = integrationResponses.map(({ statusCode, responseParameters }) => ({
      statusCode, responseParameters: Object.fromEntries(Object.keys(responseParameters).map(name => [name, true])),
    }));
  }
}

/** The request to SQS, as a form. */
function requestTemplate(contentType: string, isBinary: boolean, options: QueueRouteOptions): string {
  const group = messageGroupOf(options);
  const attribute = 'MessageAttribute.1';
  return [
    'Action=SendMessage',
    'Version=2012-11-05',
    `MessageBody=$util.urlEncode(${isBinary ? '$util.base64Decode($input.body)' : '$input.body'})`,
    `${attribute}.Name=${CONTENT_TYPE_ATTRIBUTE}`,
    `${attribute}.Value.DataType=String`,
    `${attribute}.Value.StringValue=${encodeURIComponent(contentType)}`,
  ].join('&') + (group ? `#set($group = $input.params('${group.name}'))#if($group != '')&MessageGroupId=$util.urlEncode($group)#end` : '');
}

/** The codes of SQS that are about the message. */
const REFUSED = ['InvalidParameterValue', 'MissingParameter', 'InvalidMessageContents'];

/** @param prefix what each template begins with */
function responses(prefix: string): IntegrationResponse[] {
  const unavailable = '{"message":"Service Unavailable"}';
  const response = (statusCode: string, template: string, selectionPattern?: string): IntegrationResponse => ({
    statusCode, selectionPattern, responseTemplates: { 'application/json': prefix + template },
  });
  return [
    response('202', "{\"messageId\":$input.json('$.SendMessageResponse.SendMessageResult.MessageId')}", '2\\d\\d'),
    response('400', [
      "#set($code = $input.path('$.Error.Code'))",
      `#if(${REFUSED.map(code => `$code == '${code}'`).join(' || ')})`,
      "{\"message\":$input.json('$.Error.Message')}",
      `#else#set($context.responseOverride.status = 503)${unavailable}#end`,
    ].join(''), '400'),
    response('503', unavailable),
  ];
}
