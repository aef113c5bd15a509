import jsep from 'jsep';
import { AlarmState } from './alarm-definition';

jsep.addBinaryOp('AND', 2);
jsep.addBinaryOp('OR', 1);
jsep.addUnaryOp('NOT');

const STATE_OF = /\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)/g;

/**
 * Whether the rule of a composite alarm holds, by the states of others, each called by its name or ARN.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function ruleHolds(rule: string, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  const known = rule.replace(STATE_OF, (_, state: AlarmState, ...names: string[]) => String(stateOf(names.slice(0, 3).find(Boolean)!) === state));
  return holds(jsep(known.replace(/\bTRUE\b/g, 'true').replace(/\bFALSE\b/g, 'false')));
}

function holds(node: jsep.Expression): boolean {
  switch (node.type) {
    case 'Literal': return node.value === true;
    case 'UnaryExpression': return !holds(node.argument as jsep.Expression);
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression;
      return operator === 'AND' ? holds(left) && holds(right) : holds(left) || holds(right);
    }
    default: throw new Error(`${node.type} is no part of an alarm rule`);
  }
}
