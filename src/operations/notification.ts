import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { parsedArn } from '../synthesis/lookup-dummy';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/**
 * Who gets to know of alarms: CloudWatch tells a topic of the alarm's own Region, and the topic tells people.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 * @example
 * api.addOperations({ notification: Notification.email('on-call@example.com') });
 */
export class Notification {
  /**
   * Mails, from a new topic in each Region. Each address has to confirm each topic's subscription, by a link in a mail.
   *
   * The topics take messages over TLS only, and only of the account's own alarms. They have no key: CloudWatch cannot use the
   * one that AWS manages for SNS. For a key of your own, bring your own `topics()`.
   */
  static email(...addresses: string[]): Notification {
    validateAddresses(addresses);
    return new Notification((scope, id) => createTopic(scope, id, addresses));
  }

  /**
   * Topics that exist: the ARN of one in each of the API's Regions and, in the partition `aws`, in us-east-1, which has Route 53's
   * metrics, by the Region's name. Literals.
   *
   * A topic's policy must let `cloudwatch.amazonaws.com` publish. If it is encrypted, the key must be your own, and its policy
   * must allow `kms:Decrypt` and `kms:GenerateDataKey*` to the same.
   *
   * @see https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
   * @example
   * api.addOperations({
   *   notification: Notification.topics({
   *     'us-east-1': 'arn:aws:sns:us-east-1:111122223333:on-call',
   *     'eu-west-1': 'arn:aws:sns:eu-west-1:111122223333:on-call',
   *     'ap-southeast-1': 'arn:aws:sns:ap-southeast-1:111122223333:on-call',
   *   }),
   * });
   */
  static topics(topicArns: { [region: string]: string }): Notification {
    validateTopicArns(topicArns);
    return new Notification((scope, id) => Topic.fromTopicArn(scope, id, parsedArn(topicArns[Stack.of(scope).region])), Object.keys(topicArns));
  }

  /**
   * Topics without subscribers: subscribe to them by `operations.topic()`, or by hand.
   *
   * @internal
   */
  static _nobody(): Notification {
    return new Notification((scope, id) => createTopic(scope, id, []));
  }

  private constructor(
    /** @internal */
    readonly _topicIn: (scope: Construct, id: string) => ITopic,
    private readonly regions?: string[],
  ) {}

  /** @internal */
  _validate(regions: string[]) {
    const given = this.regions;
    if (given && (regions.some(region => !given.includes(region)) || given.some(region => !regions.includes(region)))) {
      throw refusal(`\`Notification.topics()\` must have a topic in each of ${regions.join(', ')}, and in no other Region`, given);
    }
  }
}

function createTopic(scope: Construct, id: string, addresses: string[]): Topic {
  const topic = new Topic(scope, id, { enforceSSL: true });
  // A topic with a policy has not the default one, which lets the account's own alarms publish.
  const alarms = Stack.of(scope).formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { ArnLike: { 'aws:SourceArn': alarms } } }));
  addresses.forEach(address => topic.addSubscription(new EmailSubscription(address)));
  return topic;
}

function validateAddresses(addresses: string[]) {
  if (addresses.length === 0) {
    throw refusal('`Notification.email()` needs an address', addresses);
  }
  if (addresses.some(address => Token.isUnresolved(address))) {
    throw refusal('`Notification.email()` must have literal addresses, because no token may cross a Region', addresses.map(String));
  }
  const wrong = addresses.find(address => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address));
  if (wrong !== undefined) {
    refuseWhenKnown('`Notification.email()` must have mail addresses', wrong);
  }
  if (new Set(addresses).size < addresses.length) {
    throw refusal('`Notification.email()` must have each address once', addresses);
  }
}

function validateTopicArns(topicArns: { [region: string]: string }) {
  if (Token.isUnresolved(topicArns) || Object.values(topicArns).some(arn => Token.isUnresolved(arn))) {
    throw refusal('`Notification.topics()` must have literal ARNs, because no token may cross a Region', 'a token');
  }
  for (const [region, arn] of Object.entries(topicArns)) {
    const [, of] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_.-]+$/.exec(arn) ?? [];
    if (of !== region) {
      refuseWhenKnown(`\`Notification.topics()\` must have the ARN of a topic in ${region} for ${region}`, arn);
    }
  }
}
