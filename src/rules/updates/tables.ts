import { Update } from './update';
import { TableFacts } from '../../recorded/table-facts';
import { Rule, Violation } from '../rule';

const GLOBAL_TABLES = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html';
const STEPS = 'Deploy these steps one after the other, with `npx multi-region record` after each. If all of it is deployed already, run that command alone';

export const TABLE_DEFINITION_MOVED: Rule = {
  code: 'table-definition-moved',
  severity: 'error',
  isOfUpdates: true,
  title: 'The definition of a table stays in its Region.',
  reason: 'CloudFormation would make a second table of that name there, and fail, for its replica is there already',
  fix: 'Name the Region as `primaryRegion`. To move the definition, retain the table there and import it here',
  awsPage: GLOBAL_TABLES,
  example: 'The definition of Shop-Orders is in us-east-1 and would be in eu-west-1',
  find: ({ update }) => changedTables(update, true).flatMap(({ tableName, before, now, at }) => before.regions[0] === now.regions[0] ? [] : [{
    at, found: `The definition of ${tableName} is in ${before.regions[0]} and would be in ${now.regions[0]}`,
  }]),
};

export const TABLE_CANNOT_CHANGE: Rule = {
  code: 'table-cannot-change',
  severity: 'error',
  isOfUpdates: true,
  title: 'The keys, local indexes and consistency of a table stay as they are, and so do the Regions of a strongly consistent one.',
  reason: 'DynamoDB has them for good, and CloudFormation does not replace a table that has a name',
  fix: 'Keep them, or make another table, under another name, and copy the items. If all of it is deployed already, run `npx multi-region record`',
  awsPage: GLOBAL_TABLES,
  example: 'The key of Shop-Orders is "id S" and would be "id S, at N"',
  find: ({ update }) => changedTables(update).flatMap(({ tableName, before, now, at }) => {
    const changed = (what: string, one: unknown, other: unknown) => describe(one) === describe(other) ? []
      : [{ at, found: `The ${what} of ${tableName} ${what.endsWith('s') ? 'are' : 'is'} ${describe(one)} and would be ${describe(other)}` }];
    return [
      ...changed('key', before.key, now.key),
      ...changed('local indexes', before.localIndexes, now.localIndexes),
      ...changed('consistency', consistencyOf(before), consistencyOf(now)),
      ...before.strong && now.strong ? changed('Regions', before.regions.join(', '), now.regions.join(', ')) : [],
    ];
  }),
};

export const TABLE_CHANGES_IN_STEPS: Rule = {
  code: 'table-changes-in-steps',
  severity: 'error',
  isOfUpdates: true,
  title: 'A deployment adds or removes one replica or one global index of a table.',
  reason: 'DynamoDB makes one such change in an update, and the deployment would fail and be rolled back',
  fix: STEPS,
  awsPage: GLOBAL_TABLES,
  example: 'Shop-Orders is to change in 2 steps: (1) add the replica in eu-north-1; (2) add the replica in sa-east-1',
  find: ({ update }) => changedTables(update).flatMap(({ tableName, before, now, at }) => {
    const steps = before.strong ? indexSteps(before, now) : [...replicaSteps(before, now), ...indexSteps(before, now)];
    return steps.length < 2 ? [] : [{
      at, found: `${tableName} is to change in ${steps.length} steps: ${steps.map((step, i) => `(${i + 1}) ${step}`).join('; ')}`,
    }];
  }),
};

export const PROTECTED_REPLICA_REMOVED: Rule = {
  code: 'protected-replica-removed',
  severity: 'error',
  isOfUpdates: true,
  title: 'A replica that is to go is not protected against deletion.',
  reason: 'DynamoDB refuses to delete it, and the deployment fails',
  fix: 'Deploy with `{ region, deletionProtection: false }` in `replicas` of the table, run `npx multi-region record`, have the stack of the Region destroyed, so that no caller '
    + 'comes where the table is missing, and deploy without the Region',
  awsPage: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection',
  example: 'The replica of Shop-Orders in sa-east-1 is protected against deletion, and would go',
  find: ({ update }) => changedTables(update).flatMap(({ tableName, before, now, at }) =>
    (before.strong ? [] : before.protected ?? []).filter(region => !now.regions.includes(region)).map(region => ({
      at, found: `The replica of ${tableName} in ${region} is protected against deletion, and would go`,
    }))),
};

export const REPLICA_REMOVED_UNDER_CALLERS: Rule = {
  code: 'replica-removed-under-callers',
  severity: 'warning',
  isOfUpdates: true,
  title: 'A replica goes after the stack of its Region.',
  reason: 'the stack stays until it is destroyed, and its records lead callers to where the table is missing',
  fix: 'Destroy that stack first, `--exclusively`, with the Region still in `regions`. Then acknowledge this, and deploy without the Region',
  awsPage: GLOBAL_TABLES,
  example: 'The replica of Shop-Orders in sa-east-1 would go, and Shop-sa-east-1 is deployed',
  find: ({ update }) => changedTables(update).flatMap(({ tableName, before, now, at }) => {
    const gone = before.regions.filter(region => !now.regions.includes(region));
    const serving = update.recorded.filter(({ region, facts }) => gone.includes(region) && facts.healthChecks);
    return serving.map(({ region, name }) => ({ at, found: `The replica of ${tableName} in ${region} would go, and ${name} is deployed` }));
  }),
};

export const TIME_TO_LIVE_CHANGED: Rule = {
  code: 'time-to-live-changed',
  severity: 'error',
  isOfUpdates: true,
  title: 'The attribute that holds the expiry of items changes in two deployments.',
  reason: 'DynamoDB refuses another attribute while one is in force',
  fix: 'Deploy without `timeToLiveAttribute`, run `npx multi-region record`, and an hour later, which DynamoDB takes, deploy with the new one. '
    + 'If it is deployed already, run that command alone',
  awsPage: 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html',
  example: 'Items of Shop-Orders expire by the attribute expires and would by expiresAt',
  find: ({ update }) => changedTables(update).flatMap(({ tableName, before, now, at }) =>
    before.timeToLive && now.timeToLive && before.timeToLive !== now.timeToLive
      ? [{ at, found: `Items of ${tableName} expire by the attribute ${before.timeToLive} and would by ${now.timeToLive}` }] : []),
};

export const INDEX_NOT_ACTIVE_YET: Rule = {
  code: 'index-not-active-yet',
  severity: 'warning',
  isOfUpdates: true,
  title: 'A new index of a table is deployed before the handlers that query it.',
  reason: 'CloudFormation does not wait until DynamoDB has filled it, which takes minutes or hours, and queries fail until then',
  fix: 'Deploy the stack of the table alone, wait until `aws dynamodb describe-table` says ACTIVE of the index in every Region, run `npx multi-region record`, and deploy the rest. '
    + 'If no handler queries it yet, acknowledge this',
  awsPage: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html',
  example: 'The index byDay of Shop-Orders is new',
  find: ({ update }) => changedTables(update).flatMap(({ tableName, before, now, at }) =>
    namesOnlyIn(now.globalIndexes, before.globalIndexes).map(index => ({ at, found: `The index ${index} of ${tableName} is new` }))),
};

interface ChangedTable {
  readonly tableName: string;
  readonly before: TableFacts;
  readonly now: TableFacts;
  readonly at: Violation['at'];
}

/** The tables that are recorded; `moved` ones are defined in another Region than they were. */
function changedTables(update: Update, moved = false): ChangedTable[] {
  return update.wanted.flatMap(({ stack, facts: { tables = {} } }) => Object.entries(tables).flatMap(([tableName, now]) => {
    const before = update.recordedFrom(stack).map(({ facts }) => facts.tables?.[tableName]).find(Boolean);
    const isMoved = before?.regions[0] !== now.regions[0];
    return before && isMoved === moved ? [{ tableName, before, now, at: stack }] : [];
  }));
}

/** New replicas first, so that there are never fewer than before. */
function replicaSteps(before: TableFacts, now: TableFacts): string[] {
  return [
    ...now.regions.filter(region => !before.regions.includes(region)).map(region => `add the replica in ${region}`),
    ...before.regions.filter(region => !now.regions.includes(region)).map(region => `remove the replica in ${region}`),
  ];
}

/** An index that is defined anew goes first. */
function indexSteps({ globalIndexes: before = {} }: TableFacts, { globalIndexes: now = {} }: TableFacts): string[] {
  const redefined = Object.keys(now).filter(name => name in before && before[name] !== now[name]);
  return [
    ...[...namesOnlyIn(before, now), ...redefined].map(name => `remove the index ${name}`),
    ...[...namesOnlyIn(now, before), ...redefined].map(name => `add the index ${name}, "${now[name]}"`),
  ];
}

function namesOnlyIn(one: TableFacts['globalIndexes'] = {}, other: TableFacts['globalIndexes'] = {}): string[] {
  return Object.keys(one).filter(name => !(name in other));
}

function consistencyOf({ strong }: TableFacts): string {
  return strong ? 'strong' : 'eventual';
}

function describe(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? `"${value}"` : Object.entries(value as object).map(([name, definition]) => `${name} "${definition}"`).join('; ');
}
