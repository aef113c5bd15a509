import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { GlobalTableBase } from '../../tables/global-table-base';

const ARN = 'Table.LatestStreamArn';
const LOGS = 'ReplicaStreamLogs';

/**
 * The ARN of the stream of a Region's replica, which ends in the time at which DynamoDB made it. CloudFormation tells one in the table's own
 * stack alone: the deployment that first needs it asks DynamoDB.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
export function replicaStreamArn(home: Construct, table: GlobalTableBase): string {
  const id = `${table.node.id}Stream`;
  const asked = home.node.tryFindChild(id) as AwsCustomResource | undefined ?? new AwsCustomResource(home, id, {
    resourceType: 'Custom::ReplicaStream',
    onUpdate: {
      service: 'DynamoDB',
      action: 'describeTable',
      parameters: { TableName: table.tableName },
      outputPaths: [ARN],
      physicalResourceId: PhysicalResourceId.fromResponse(ARN),
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['dynamodb:DescribeTable'], resources: [table.replica(Stack.of(home).region).tableArn] }),
    ]),
    installLatestAwsSdk: false,
    logGroup: home.node.tryFindChild(LOGS) as LogGroup | undefined ?? new LogGroup(home, LOGS, { retention: RetentionDays.ONE_WEEK }),
  });
  return asked.getResponseField(ARN);
}
