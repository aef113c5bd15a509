import { Validations } from 'aws-cdk-lib';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** What cdk-nag's AwsSolutions pack would have otherwise, and why this example does not. */
export function acknowledgeFindings(region: RegionalApi) {
  const acknowledge = (id: string, reason: string) =>
    Validations.of(region).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });

  acknowledge('APIG1', 'Access logs need the account-wide CloudWatch role, which is not for one example to claim.');
  acknowledge('APIG6', 'Execution logs need the same account-wide role.');
  acknowledge('APIG2', 'GET /hello and GET /health take no input that could be validated.');
  acknowledge('APIG3', 'A web ACL is a monthly cost that a hit counter is not worth.');
  acknowledge('APIG4', 'The hit counter is for everybody, and Route 53\'s checkers send no credentials.');
  acknowledge('COG4', 'The hit counter is for everybody, and Route 53\'s checkers send no credentials.');
  acknowledge('IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'AWSLambdaBasicExecutionRole lets the handler write its own log, which is what it is for.');
}
