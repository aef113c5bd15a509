import { FailureDestination } from '../../../src';
import { functionOf, shop } from '../shop';
import { walk, walkOptional } from '../walk';

const failing = (destination: FailureDestination | undefined, id: string = 'Prices') => shop({}, api => {
  for (const region of api.regionalApis) {
    functionOf(region, 'Index').configureAsyncInvoke({ ...destination && { onFailure: region.addFailureDestination(id, destination) } });
  }
});

export const FAILURES = [
  ...walkOptional('addFailureDestination()', failing, ['queue', FailureDestination.queue()]),
  ...walk('failure destination id', id => failing(FailureDestination.queue(), id), { Prices: 'Prices', Sales: 'Sales' }, 'Prices → Sales'),
  ...walk('failure destination', destination => failing(destination), { 'queue()': FailureDestination.queue(), 'topic()': FailureDestination.topic() },
    'queue() → topic()', 'topic() → queue()'),
];
