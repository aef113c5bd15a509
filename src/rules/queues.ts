import { namesOf } from './across-regions';
import { CheckedApi } from './checked-api';
import { Rule, Violation } from './rule';
import { RegionalQueue } from '../background/queues/regional-queue';

export const QUEUE_WITHOUT_WORKER: Rule = {
  code: 'queue-without-worker',
  severity: 'warning',
  title: 'A queue that has a worker in one Region has one in every Region.',
  reason: 'what is sent there waits and, in the end, is lost, and which Region callers reach may change at any time',
  fix: 'Call `consume()` in one loop over `api.regionalApis`',
  awsPage: 'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html',
  example: 'Shop-Orders has a worker in us-east-1 but not in eu-west-1',
  find: ({ apis }) => apis.flatMap(queuesOf).flatMap(queues => {
    const [having, lacking] = [true, false].map(has => queues.filter(({ _consumer }) => (_consumer !== undefined) === has));
    return having.length === 0 || lacking.length === 0 ? [] : violation(lacking[0], `has a worker in ${regionsOf(having)} but not in ${regionsOf(lacking)}`);
  }),
};

export const WORKERS_CONCURRENCY_DIFFERS: Rule = {
  code: 'workers-concurrency-differs',
  severity: 'warning',
  title: 'As many batches of a queue are worked on at once in every Region.',
  reason: 'what all Regions call sees the sum, and a limit in some of them protects nothing',
  fix: 'Give `consume()` the same `maxConcurrency` in every Region, `MaxConcurrency.inAllRegions()` for a sum',
  awsPage: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
  example: 'Shop-Orders is worked on in 2 batches at once in us-east-1; any number in eu-west-1',
  find: ({ apis }) => apis.flatMap(queuesOf).flatMap(queues => {
    const limited = queues.filter(({ _consumer }) => _consumer).map(queue => ({ queue, limit: queue._consumer!.maxConcurrency }));
    const limits = [...new Set(limited.map(({ limit }) => limit))];
    const told = limits.map(limit => `${limit ? `${limit} batches at once` : 'any number'} in ${regionsOf(limited.filter(other => other.limit === limit).map(({ queue }) => queue))}`);
    return limits.length < 2 ? [] : violation(limited[0].queue, `is worked on in ${told.join('; ')}`);
  }),
};

/** The queues of an API, each in its Regions. */
function queuesOf({ regionalApis }: CheckedApi): RegionalQueue[][] {
  const all = regionalApis.flatMap(({ _queues }) => _queues.all);
  return [...new Set(all.map(({ _id }) => _id))].map(id => all.filter(({ _id }) => _id === id));
}

function violation(at: RegionalQueue, found: string): Violation[] {
  return [{ at, found: `${at._settings.queueName} ${found}` }];
}

function regionsOf(queues: RegionalQueue[]): string {
  return namesOf(queues.map(({ region }) => region));
}
