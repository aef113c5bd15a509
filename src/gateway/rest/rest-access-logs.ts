import { Stack } from 'aws-cdk-lib';
import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { renderLogFormat } from '../access-logs';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
export function renderRestAccessLogs(logGroup: ILogGroup): CfnStage.AccessLogSettingProperty {
  const format = renderLogFormat({ ...CALLERS_OWN, region: Stack.of(logGroup).region, ...TEXTS });
  return { destinationArn: logGroup.logGroupArn, format };
}

/** What callers write as they like. API Gateway escapes it; if it slipped through, the fields that follow would stand. */
const CALLERS_OWN = {
  userAgent: '$context.identity.userAgent',
  path: '$context.path',
};

const TEXTS = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTime',
  domainName: '$context.domainName',
  sourceIp: '$context.identity.sourceIp',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  protocol: '$context.protocol',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  errorType: '$context.error.responseType',
  authorizerError: '$context.authorizer.error',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  integrationErrorMessage: '$context.integrationErrorMessage',
  wafResponseCode: '$context.wafResponseCode',
  traceId: '$context.xrayTraceId',
};
