import { Annotations, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { type Callers } from './shop-routes';
import { GlobalTableBase, RegionalApi } from 'cdk-multi-region-serverless-api';

/** What cdk-nag's AwsSolutions pack would have otherwise, and why this example does not. */
function acknowledge(scope: IConstruct, id: string, reason: string) {
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${id}`, reason });
}

export function acknowledgeTracing(role: IConstruct) {
  acknowledge(role, 'IAM5[Resource::*]', 'X-Ray\'s PutTraceSegments and PutTelemetryRecords have no resource to be narrowed to.');
}

export function acknowledgeIndexes(role: IConstruct, { tableName }: GlobalTableBase, { region }: RegionalApi) {
  acknowledge(role, `IAM5[Resource::arn:<AWS::Partition>:dynamodb:${region}:<AWS::AccountId>:table/${tableName}/index/*]`,
    'A grant includes the indexes of the table, and by-customer is the only one.');
}

/** The routes of the shop that are not for customers, who come with Cognito's tokens. */
export function acknowledgeCallers(route: IConstruct, callers: Callers) {
  if (callers === 'customers') return;
  const reason = {
    everybody: 'Everybody may look at the products and their reviews without an account; reports are for holders of an API key.',
    staff: 'The staff has roles of the account and signs requests, which IAM judges.',
    suppliers: 'Suppliers are no users of the pool: a function knows their tokens.',
    carriers: 'Carriers are no users of the pool: a function knows their names and secrets.',
  }[callers];
  acknowledge(route, 'COG4', reason);
  if (callers === 'everybody') acknowledge(route, 'APIG4', reason);
}

export function acknowledgeShopFindings(region: RegionalApi) {
  const { restApi } = region;
  Annotations.of(region.stack).acknowledgeWarning('cdk-multi-region-serverless-api:stack-resources-quota', 'All options are at work here: an API of one purpose has fewer routes.');
  acknowledge(restApi, 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    'API Gateway asks for this very policy in the account\'s role for logs.');
  acknowledge(restApi, 'APIG6', 'Execution logs would hold what customers send; access logs, metrics of each route and traces do not.');
  acknowledge(region.node.findChild('GradualDeployments'), 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
    'It is AWS\'s policy for shifting the requests of functions, and for no more.');
  const health = restApi.root.getResource('health')!; // and, below it, what peers are asked
  acknowledge(health, 'APIG4', 'Route 53\'s checkers send no credentials.');
  acknowledge(health, 'COG4', 'Route 53\'s checkers send no credentials.');
}

export function acknowledgeReadiness(route: IConstruct) {
  acknowledge(route, 'APIG4', 'Route 53\'s checkers send no credentials.');
}

export function acknowledgePartnersFindings({ restApi }: RegionalApi) {
  acknowledge(restApi, 'APIG3', 'Without a certificate of a partner nobody gets as far as a web ACL.');
  acknowledge(restApi, 'APIG4', 'Callers have shown a certificate of a partner before API Gateway looks at the route.');
  acknowledge(restApi, 'COG4', 'Partners are no users of a pool: they show certificates.');
  acknowledge(restApi, 'APIG6', 'Execution logs would hold what partners send; access logs do not.');
}

export function acknowledgeUnrotated(secret: IConstruct) {
  acknowledge(secret, 'SMG4', 'Who gives it changes it, by hand: there is nothing that a function could ask for another one.');
}

export function acknowledgeKeyUse(role: IConstruct) {
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*']) {
    acknowledge(role, `IAM5[Action::${action}]`, 'DynamoDB uses the key with and without plaintext, on behalf of the handler, and the grant is for this one key.');
  }
}

/** The shop's health checks are in cdk.context.json, as `npx multi-region record` writes them after a deployment; those of the others were never deployed. */
export function acknowledgeUnrecorded(api: IConstruct) {
  for (const rule of ['deployment-not-recorded', 'health-checks-not-recorded']) {
    Annotations.of(api).acknowledgeWarning(`cdk-multi-region-serverless-api:${rule}`);
  }
}

/** Streams have names that are known after deployment only, and a function of CDK's own asks for them. */
export function acknowledgeStreams({ region, stack, node }: RegionalApi, { tableName }: GlobalTableBase) {
  acknowledge(stack, `IAM5[Resource::arn:<AWS::Partition>:dynamodb:${region}:<AWS::AccountId>:table/${tableName}/stream/*]`,
    'The rest of a stream\'s name is known after deployment only, and a table has one stream.');
  acknowledge(stack, 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    'It lets the function that asks for the stream\'s name write its own logs.');
  acknowledge(node.findChild('FollowersChangesFailedEvents'), 'SQS3', 'The queue of what failed is a dead-letter queue by itself.');
}
