import { Validations } from 'aws-cdk-lib';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** What cdk-nag's AwsSolutions pack would have otherwise, and why this example does not. */
export function acknowledgeFindings(region: RegionalApi) {
  const acknowledge = (id: string, reason: string) =>
    Validations.of(region).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });

  acknowledge('APIG4', 'Route 53\'s checkers send no credentials to GET /health; callers of the other routes come with tokens.');
  acknowledge('IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'AWSLambdaBasicExecutionRole lets the handlers write their own logs, which is what it is for.');
}
