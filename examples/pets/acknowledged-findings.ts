import { Annotations, Validations } from 'aws-cdk-lib';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** What cdk-nag's AwsSolutions pack would have otherwise, and why this example does not. */
export function acknowledgeFindings(region: RegionalApi) {
  const acknowledge = (id: string, reason: string) =>
    Validations.of(region).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });

  acknowledge('APIG1', 'Access logs need the account-wide CloudWatch role, which is not for one example to claim.');
  acknowledge('APIG6', 'Execution logs need the same account-wide role.');
  acknowledge('APIG2', 'What takes a body or a query is validated; GET /health and a pet\'s path have neither.');
  acknowledge('APIG3', 'A web ACL is a monthly cost that an example is not worth.');
  acknowledge('APIG4', 'The pets are everybody\'s, and Route 53\'s checkers send no credentials.');
  acknowledge('COG4', 'The pets are everybody\'s, and Route 53\'s checkers send no credentials.');
  acknowledge('IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'AWSLambdaBasicExecutionRole lets the handlers write their own logs, which is what it is for.');
  acknowledge(`IAM5[Resource::arn:<AWS::Partition>:dynamodb:${region.region}:<AWS::AccountId>:table/PetShop-Pets/index/*]`,
    'A grant includes the indexes of the table, and byKind is the only one.');
  for (const rule of ['deployment-not-recorded', 'health-checks-not-recorded']) {
    Annotations.of(region.node.root).acknowledgeWarning(`cdk-multi-region-serverless-api:${rule}`, 'The example was never deployed.');
  }
}
