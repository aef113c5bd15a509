import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { FailureDestination, MultiRegionServerlessApi } from '../../src';
import { aFunction, anApi, templateOf } from '../an-api';
import { messagesAtSynth } from '../rules/messages';

/** An API whose functions get events of topics, and fail on some. */
function withFailures(destination?: FailureDestination): { app: App; api: MultiRegionServerlessApi } {
  const app = new App({ treeMetadata: false });
  const api = anApi({}, app);
  api.addOperations();
  for (const region of api.regionalApis) {
    const onFailure = region.addFailureDestination('Prices', destination);
    new Topic(region, 'Prices').addSubscription(new LambdaSubscription(aFunction(region, 'Index', { onFailure, retryAttempts: 1 })));
  }
  return { app, api };
}

function alarmOf(template: Template) {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties).find(({ AlarmName }) => /FailedEvents/.test(AlarmName));
}

describe('events that a function fails on end, by default, in a queue of its Region', () => {
  const { app, api } = withFailures();
  const template = templateOf(api, 'eu-west-1');
  const [id] = Object.keys(template.findResources('AWS::SQS::Queue'));

  test('of a literal name, encrypted, which keeps them for 14 days and takes them over TLS only', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'Shop-Prices-FailedEvents', SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('by the function\'s own configuration and permission', () => {
    const queue = { 'Fn::GetAtt': [id, 'Arn'] };
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: queue } } });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['sqs:SendMessage']), Resource: queue })]) },
    });
  });

  test('of which the Region\'s alarm tells at once', () => {
    expect(alarmOf(template)).toMatchObject({
      AlarmName: 'Shop-eu-west-1-Prices-FailedEvents',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
      Statistic: 'Maximum',
      Threshold: 0,
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: expect.stringContaining('OperationsTopic') }],
    });
  });

  test('without a word of another Region, and none of the rules', () => {
    expect(messagesAtSynth(app).filter(message => !message.includes('health-checks-not-recorded'))).toEqual([]);
    for (const { region, stack } of api.regionalApis) {
      const other = region === 'eu-west-1' ? 'us-east-1' : 'eu-west-1';
      const { Resources } = Template.fromStack(stack).toJSON();
      const ours = Object.entries(Resources).filter(([key]) => key.includes('FailedEvents') || key.includes('Index'));
      expect(JSON.stringify(ours)).not.toContain(other);
    }
  });
});

test('a topic tells its subscribers, and the alarm counts', () => {
  const { api } = withFailures(FailureDestination.topic());
  const template = templateOf(api, 'us-east-1');
  template.hasResourceProperties('AWS::SNS::Topic', {
    TopicName: 'Shop-Prices-FailedEvents',
    KmsMasterKeyId: { 'Fn::Join': ['', Match.arrayWith([':alias/aws/sns'])] },
  });
  expect(alarmOf(template)).toMatchObject({ AlarmName: 'Shop-us-east-1-Prices-FailedEvents', MetricName: 'NumberOfMessagesPublished', Statistic: 'Sum', EvaluationPeriods: 1 });
  const failed = api.regionalApis[1].addFailureDestination('More', FailureDestination.topic());
  expect([failed.queue, failed.topic!.topicName]).toEqual([undefined, expect.any(String)]);
});

describe('refused is', () => {
  test.each(['Prices/eu', 'Ä', 'x'.repeat(70)])('the id %s', id => {
    expect(() => anApi().regionalApis[0].addFailureDestination(id))
      .toThrow(`\`id\` of a failure destination must make a name of at most 80 letters, digits, "_" and "-", got: "Shop-${id}-FailedEvents"`);
  });

  test('the destination of another Region', () => {
    const [first, second] = anApi().regionalApis;
    const onFailure = first.addFailureDestination('Prices');
    expect(() => aFunction(second, 'Index', { onFailure })).toThrow('`onFailure` must be a destination in the stack of the function, because no token may cross a Region or a stack, '
      + 'got: "Shop/us-east-1/Shop/PricesFailedEvents". Give it what `addFailureDestination()` of its own Region returns');
  });
});
