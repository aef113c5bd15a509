import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Case, guide, refused, TABLE } from '../target';

const PAGE = guide('Expressions.OperatorsAndFunctions');

const ITEM = {
  n: 10, s: 'abc', b: new Uint8Array([200, 1]), t: true, z: null, m: { x: { y: 1 }, w: 'v' }, l: ['a', 1, { k: 'v' }], ss: new Set(['p', 'q']), ns: new Set([1, 2]),
};

/** A condition on the item above, its values, and whether it holds. */
const TABLE_OF_CONDITIONS: [condition: string, values: Record<string, unknown>, holds: boolean][] = [
  ['n = :v', { ':v': 10 }, true],
  ['n <> :v', { ':v': 10 }, false],
  ['n < :v', { ':v': 9 }, false],
  ['n > :v', { ':v': 9 }, true],
  ['n >= :v', { ':v': '9' }, false],
  ['s < :v', { ':v': 'abd' }, true],
  ['b > :v', { ':v': new Uint8Array([199, 9]) }, true],
  ['t = :v', { ':v': true }, true],
  ['z = :v', { ':v': null }, true],
  ['m = :v', { ':v': { w: 'v', x: { y: 1 } } }, true],
  ['m <> :v', { ':v': { w: 'v', x: { y: 1 } } }, false],
  ['m.x = :v', { ':v': { y: 1 } }, true],
  ['l = :v', { ':v': ['a', 1, { k: 'v' }] }, true],
  ['l = :v', { ':v': [1, 'a', { k: 'v' }] }, false],
  ['ss = :v', { ':v': new Set(['q', 'p']) }, true],
  ['ns = :v', { ':v': new Set([2, 1]) }, true],
  ['m IN (:u, :v)', { ':u': 1, ':v': { w: 'v', x: { y: 1 } } }, true],
  ['n BETWEEN :u AND :v', { ':u': 10, ':v': 20 }, true],
  ['n IN (:u, :v)', { ':u': '10', ':v': 10 }, true],
  ['absent = :v', { ':v': 1 }, false],
  ['absent <> :v', { ':v': 1 }, true],
  ['absent < :v', { ':v': 1 }, false],
  ['attribute_exists(m.x.y)', {}, true],
  ['attribute_exists(l[3])', {}, false],
  ['attribute_not_exists(m.q)', {}, true],
  ['attribute_type(l, :v)', { ':v': 'L' }, true],
  ['attribute_type(z, :v)', { ':v': 'NULL' }, true],
  ['begins_with(s, :v)', { ':v': 'ab' }, true],
  ['begins_with(b, :v)', { ':v': new Uint8Array([200]) }, true],
  ['contains(s, :v)', { ':v': 'bc' }, true],
  ['contains(ss, :v)', { ':v': 'p' }, true],
  ['contains(ns, :v)', { ':v': 3 }, false],
  ['contains(l, :v)', { ':v': { k: 'v' } }, true],
  ['contains(m, :v)', { ':v': 'w' }, false],
  ['size(s) = :v', { ':v': 3 }, true],
  ['size(l) > :v', { ':v': 2 }, true],
  ['size(m) = :v AND size(ss) = :v AND size(b) = :v', { ':v': 2 }, true],
  ['NOT n = :v OR s = :w AND t = :t', { ':v': 10, ':w': 'abc', ':t': true }, true],
  ['(n = :v OR s = :w) AND t = :f', { ':v': 10, ':w': 'abc', ':f': false }, false],
];

const REFUSED: [what: string, condition: string, values: Record<string, unknown>][] = [
  ['an operator that is none', 'n == :v', { ':v': 1 }],
  ['a range whose ends are swapped', 'n BETWEEN :u AND :v', { ':u': 2, ':v': 1 }],
  ['a value that is not given', 'n = :v', {}],
  ['a function that is none', 'starts_with(s, :v)', { ':v': 'a' }],
  ['begins_with on a number', 'begins_with(s, :v)', { ':v': 1 }],
  ['an unknown type', 'attribute_type(s, :v)', { ':v': 'X' }],
  ['redundant parentheses', '((n = :v))', { ':v': 1 }],
  ['a list that is compared by order', 'n < :v', { ':v': [1] }],
];

const withValues = (values: Record<string, unknown>) => Object.keys(values).length ? { ExpressionAttributeValues: values } : {};

export const CONDITIONS: Case[] = [
  ...TABLE_OF_CONDITIONS.map(([condition, values, holds], index): Case => ({
    says: `${condition} ${holds ? 'holds' : 'does not hold'} (${index + 1})`,
    page: PAGE,
    run: async target => {
      const key = await target.item(ITEM);
      const deleted = target.documents.send(new DeleteCommand({ TableName: TABLE, Key: key, ConditionExpression: condition, ...withValues(values) }));
      await (holds ? deleted : refused(deleted, 'ConditionalCheckFailedException'));
    },
  })),
  ...REFUSED.map(([what, condition, values]): Case => ({
    says: `refuses ${what}`,
    page: PAGE,
    run: async target => {
      const put = { TableName: TABLE, Item: target.key(), ConditionExpression: condition, ...withValues(values) };
      await refused(target.documents.send(new PutCommand(put)));
    },
  })),
  {
    says: 'refuses an expression over 4 KB',
    page: guide('Constraints'),
    run: async target => void await refused(target.client.send(new ScanCommand({ TableName: TABLE, FilterExpression: `attribute_exists(${'a'.repeat(4096)})` }))),
  },
];
