import { Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MultiRegionServerlessApi, MultiRegionServerlessApiProps, Notification } from '../../src';
import { anApi, templateOf } from '../an-api';

const arn = (region: string, name: string = 'on-call') => `arn:aws:sns:${region}:111122223333:${name}`;

function withOperations(notification?: Notification, props: Partial<MultiRegionServerlessApiProps> = {}): MultiRegionServerlessApi {
  const api = anApi(props);
  api.addOperations({ notification });
  return api;
}

const operationsTemplate = (api: MultiRegionServerlessApi) => Template.fromStack(api.node.findChild('Operations') as any);

describe('a new topic', () => {
  test('takes messages over TLS only, and only from the account\'s own alarms in its Region', () => {
    const template = templateOf(withOperations(), 'eu-west-1');
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: topic }],
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: topic },
            Condition: {
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': ['', [
                    'arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:eu-west-1:', { Ref: 'AWS::AccountId' }, ':alarm:*',
                  ]],
                },
              },
            },
          }),
        ],
      }),
    });
  });

  // With the key that AWS manages, CloudWatch's messages would get lost without a word.
  test('has no key', () => {
    templateOf(withOperations(), 'eu-west-1').hasResource('AWS::SNS::Topic', { Properties: Match.absent() });
  });

  test('has no subscribers by default', () => {
    templateOf(withOperations(), 'eu-west-1').resourceCountIs('AWS::SNS::Subscription', 0);
  });

  test('has those of Notification.email(), in every Region and in the stack of the operations', () => {
    const api = withOperations(Notification.email('on-call@example.com', 'shop@example.com'));
    for (const template of [...api.regionalApis.map(({ region }) => templateOf(api, region)), operationsTemplate(api)]) {
      const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));
      expect(subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint])).toEqual([['email', 'on-call@example.com'], ['email', 'shop@example.com']]);
    }
  });
});

describe('topics of your own', () => {
  const regions = ['eu-west-1', 'ap-southeast-1'];

  test('are told by the alarms of their Regions, and nothing is made', () => {
    const api = withOperations(Notification.topics({
      'us-east-1': arn('us-east-1', 'world'), 'eu-west-1': arn('eu-west-1', 'europe'), 'ap-southeast-1': arn('ap-southeast-1', 'asia'),
    }), { regions });
    const template = templateOf(api, 'ap-southeast-1');
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [arn('ap-southeast-1', 'asia')], OKActions: [arn('ap-southeast-1', 'asia')] });
    for (const each of [template, operationsTemplate(api)]) {
      ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::Subscription'].forEach(type => each.resourceCountIs(type, 0));
    }
  });

  test('include one for Route 53\'s alarms', () => {
    const notification = Notification.topics({ 'eu-west-1': arn('eu-west-1'), 'ap-southeast-1': arn('ap-southeast-1') });
    expect(() => withOperations(notification, { regions })).toThrow(
      '`Notification.topics()` must have a topic in each of eu-west-1, ap-southeast-1, us-east-1, and in no other Region, got: ["eu-west-1","ap-southeast-1"]');
  });
});

test.each<[string, () => Notification, string]>([
  ['no address', () => Notification.email(), '`Notification.email()` needs an address, got: []'],
  ['what is no address', () => Notification.email('on-call@example.com', 'on-call'), '`Notification.email()` must have mail addresses, got: "on-call"'],
  ['an address twice', () => Notification.email('a@example.com', 'a@example.com'), '`Notification.email()` must have each address once, got: ["a@example.com","a@example.com"]'],
  ['a token for an address', () => Notification.email(Lazy.string({ produce: () => 'a@example.com' })),
    '`Notification.email()` must have literal addresses, because no token may cross a Region, got: ["${Token['],
  ['a topic of another Region', () => Notification.topics({ 'eu-west-1': arn('eu-west-2') }),
    '`Notification.topics()` must have the ARN of a topic in eu-west-1 for eu-west-1, got: "arn:aws:sns:eu-west-2:111122223333:on-call"'],
  ['what is no ARN of a topic', () => Notification.topics({ 'eu-west-1': 'arn:aws:sqs:eu-west-1:111122223333:on-call' }),
    '`Notification.topics()` must have the ARN of a topic in eu-west-1 for eu-west-1, got: "arn:aws:sqs'],
  ['a subscription', () => Notification.topics({ 'eu-west-1': `${arn('eu-west-1')}:8a21d249` }), '`Notification.topics()` must have the ARN of a topic in eu-west-1'],
  ['a token for an ARN', () => Notification.topics({ 'eu-west-1': Lazy.string({ produce: () => arn('eu-west-1') }) }),
    '`Notification.topics()` must have literal ARNs, because no token may cross a Region, got: "a token"'],
])('a notification of %s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
