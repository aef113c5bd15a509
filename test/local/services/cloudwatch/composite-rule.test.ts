import { AlarmState } from '../../../../local/services/cloudwatch/alarm-definition';
import { ruleHolds } from '../../../../local/services/cloudwatch/composite-rule';

const STATES: Record<string, AlarmState> = { 'raised': 'ALARM', 'well-off': 'OK', 'arn:aws:cloudwatch:us-east-1:1:alarm:raised': 'ALARM' };

test.each([
  ['ALARM("raised")', true],
  ['ALARM(raised) AND OK(well-off)', true],
  ['ALARM("raised") AND NOT OK("well-off")', false],
  ['ALARM("well-off") OR (ALARM("arn:aws:cloudwatch:us-east-1:1:alarm:raised") AND NOT ALARM("well-off"))', true],
  ['INSUFFICIENT_DATA("unknown")', false],
  ['TRUE AND NOT FALSE', true],
])('%s', (rule, expected) => {
  expect(ruleHolds(rule, name => STATES[name])).toBe(expected);
});
