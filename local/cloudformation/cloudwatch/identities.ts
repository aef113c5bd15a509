import { arn, Identity, named, Resource } from '../resource';

const alarmName = named('AlarmName');

export function alarmArn(alarm: Resource): string {
  return arn(alarm, 'cloudwatch', `alarm:${alarmName(alarm)}`);
}

const ALARM: Identity = { ref: alarmName, attributes: { Arn: alarmArn } };

export const CLOUDWATCH_IDENTITIES: Record<string, Identity> = {
  'AWS::CloudWatch::Alarm': ALARM,
  'AWS::CloudWatch::CompositeAlarm': ALARM,
};
