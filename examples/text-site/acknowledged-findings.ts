import { Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** What cdk-nag's AwsSolutions pack would have otherwise, and why this example does not. */
function acknowledge(scope: Construct, id: string, reason: string) {
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });
}

export function acknowledgeFindings({ stack, region }: RegionalApi) {
  acknowledge(stack, 'APIG4', 'Visitors have no accounts, a captcha is asked instead; Route 53\'s checkers send no credentials.');
  acknowledge(stack, 'S1', 'The bucket has what anybody may read, and CloudFront alone reads it.');
  acknowledge(stack, 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'AWSLambdaBasicExecutionRole lets the handler write its own log, which is what it is for.');
  acknowledge(stack, 'L1', 'The runtime of BucketDeployment\'s function is CDK\'s choice.');
  for (const wide of [
    'Action::s3:GetObject*', 'Action::s3:GetBucket*', 'Action::s3:List*', 'Action::s3:DeleteObject*', 'Action::s3:Abort*',
    `Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${region}/*`, 'Resource::<TextSitePageBucket6FEBCE56.Arn>/*',
  ]) acknowledge(stack, `IAM5[${wide}]`, 'BucketDeployment copies whatever is in the page\'s folder from the one bucket to the other.');
}

export function acknowledgeSecretFindings(secret: Construct) {
  acknowledge(secret, 'SMG4', 'The captcha\'s provider gives the secret, and cannot be told another one.');
}

export function acknowledgeSiteFindings(site: Stack) {
  acknowledge(site, 'CFR1', 'The page is for all the world.');
  acknowledge(site, 'CFR2', 'A web ACL is a monthly cost that a page of three files is not worth.');
  acknowledge(site, 'CFR3', 'Who reads the page is nobody\'s business; the API has access logs.');
}
