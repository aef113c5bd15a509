import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { renderLogFormat } from '../access-logs';

/**
 * What callers can write as they like, e.g. their user agent, could break the JSON and is left out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function renderHttpAccessLogs(logGroup: ILogGroup): CfnStage.AccessLogSettingsProperty {
  const stack = Stack.of(logGroup);
  return {
    // The attribute `Arn` ends with ":*", which is not a log group.
    destinationArn: stack.formatArn({
      service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
    format: renderLogFormat({ region: stack.region, ...TEXTS }),
  };
}

const TEXTS = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  domainName: '$context.domainName',
  sourceIp: '$context.identity.sourceIp',
  httpMethod: '$context.httpMethod',
  routeKey: '$context.routeKey',
  protocol: '$context.protocol',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integrationLatency',
  integrationRequestId: '$context.integration.requestId',
  integrationErrorMessage: '$context.integrationErrorMessage',
};
