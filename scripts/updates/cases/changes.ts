import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Changes, FailureDestination, TableChangesProps } from '../../../src';
import { functionOf, KEY, shop } from '../shop';
import { walk, walkOptional } from '../walk';

const handled = (props: Partial<TableChangesProps> | undefined, handler: string = 'Welcome', table: string = 'Users', id: string = 'Welcome') => shop({}, api => {
  const tables = Object.fromEntries(['Users', 'Orders'].map(name => [name, api.addGlobalTable(name, KEY)]));
  if (!props) return;
  const changes = api.addTableChanges(id, { table: tables[table], changes: Changes.everywhere(), ...props });
  api.regionalApis.forEach(region => changes.invoke(functionOf(region, handler)));
});

const inserted = [FilterCriteria.filter({ eventName: ['INSERT'] })];

export const CHANGES = [
  ...walkOptional('addTableChanges()', handled, ['Welcome', {}]),
  ...walk('changes id', id => handled({}, 'Welcome', 'Users', id), { Welcome: 'Welcome', Greet: 'Greet' }, 'Welcome → Greet'),
  ...walk('changes.table', table => handled({}, 'Welcome', table), { Users: 'Users', Orders: 'Orders' }, 'Users → Orders'),
  ...walk('changes.changes', changes => handled({ changes }), {
    'everywhere()': Changes.everywhere(), 'writtenHere()': Changes.writtenHere({ attribute: 'writtenIn' }),
  }, 'everywhere() → writtenHere()', 'writtenHere() → everywhere()'),
  ...walkOptional('changes.filters', filters => handled({ filters }), ['INSERT', inserted]),
  ...walkOptional('changes.startingPosition', startingPosition => handled({ startingPosition }), ['LATEST', StartingPosition.LATEST]),
  ...walkOptional('changes.batchSize', batchSize => handled({ batchSize }), ['5', 5]),
  ...walkOptional('changes.maxBatchingWindow', maxBatchingWindow => handled({ maxBatchingWindow }), ['5 seconds', Duration.seconds(5)]),
  ...walkOptional('changes.parallelizationFactor', parallelizationFactor => handled({ parallelizationFactor }), ['2', 2]),
  ...walkOptional('changes.retryAttempts', retryAttempts => handled({ retryAttempts }), ['5', 5]),
  ...walkOptional('changes.maxRecordAge', maxRecordAge => handled({ maxRecordAge }), ['an hour', Duration.hours(1)]),
  ...walkOptional('changes.onFailure', onFailure => handled({ onFailure }), ['topic()', FailureDestination.topic()]),
  ...walkOptional('changes.reportBatchItemFailures', reportBatchItemFailures => handled({ reportBatchItemFailures }), ['false', false]),
  ...walk('changes.invoke()', handler => handled({}, handler), { Welcome: 'Welcome', Renamed: 'Renamed' }, 'Welcome → Renamed'),
];
