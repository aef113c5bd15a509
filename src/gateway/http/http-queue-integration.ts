import {
  CfnIntegration, HttpIntegrationSubtype, HttpIntegrationType, HttpRoute, HttpRouteIntegration, IntegrationCredentials, ParameterMapping,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { messageGroupOf, QueueRouteOptions, RouteQueue } from '../queue-route';

/**
 * Sends the body of a request to a queue. The caller gets SQS's own answer, in XML, with the status 202; 400 for what SQS does not take,
 * and 503 for all else that goes wrong there.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html#SQS-SendMessage
 */
export class HttpQueueIntegration extends HttpRouteIntegration {
  constructor(private readonly queue: RouteQueue, private readonly options: QueueRouteOptions) {
    super('Integration');
  }

  bind() {
    const { queueUrl, sender } = this.queue;
    const group = messageGroupOf(this.options);
    const mapping = new ParameterMapping().custom('QueueUrl', queueUrl).custom('MessageBody', '$request.body');
    if (group) mapping.custom('MessageGroupId', `$request.${group.place}.${group.name}`);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      subtype: HttpIntegrationSubtype.SQS_SEND_MESSAGE,
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      credentials: IntegrationCredentials.fromRole(sender),
      parameterMapping: mapping,
    };
  }
}

/** The statuses that SQS answers with, and those that callers get. */
const STATUSES = { 200: 202, 403: 503, 404: 503, 500: 503 };

/** CDK's integration maps requests alone. */
export function mapStatuses(route: HttpRoute) {
  const integration = route.node.findChild('Integration').node.defaultChild as CfnIntegration;
  integration.responseParameters = Object.fromEntries(Object.entries(STATUSES).map(([status, told]) => [status, {
    ResponseParameters: [{ Source: `${told}`, Destination: 'overwrite:statuscode' }],
  }]));
}
