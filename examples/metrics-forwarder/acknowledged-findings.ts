import { Annotations, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** What cdk-nag's AwsSolutions pack would have otherwise, and why this example does not. */
export function acknowledgeFindings(region: RegionalApi) {
  const acknowledge = (id: string, reason: string) =>
    Validations.of(region).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });

  acknowledge('APIG1', 'Access logs need the account-wide CloudWatch role, which is not for one example to claim.');
  acknowledge('APIG6', 'Execution logs need the same account-wide role.');
  acknowledge('APIG2', 'The handler says what is wrong with a metric.');
  acknowledge('APIG3', 'A web ACL is a monthly cost that an example is not worth.');
  acknowledge('APIG4', 'It is an example: give the route an authorizer before others can reach it.');
  acknowledge('COG4', 'It is an example: give the route an authorizer before others can reach it.');
  acknowledge('SQS3', 'The queue of what failed is a dead-letter queue by itself.');
  acknowledge('IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'AWSLambdaBasicExecutionRole lets the handlers write their own logs, which is what it is for.');
  acknowledge('IAM5[Resource::*]', 'X-Ray\'s PutTraceSegments and PutTelemetryRecords have no resource to be narrowed to.');
}

/** Before its first deployment nothing of an app is recorded. */
export function acknowledgeUnrecorded(api: IConstruct) {
  for (const rule of ['deployment-not-recorded', 'health-checks-not-recorded']) {
    Annotations.of(api).acknowledgeWarning(`cdk-multi-region-serverless-api:${rule}`);
  }
}
