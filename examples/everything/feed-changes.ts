import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { acknowledgeStreams } from './acknowledged-findings';
import { TracedFunction } from './traced-function';
import { Changes, FailureDestination, GlobalTable, MultiRegionServerlessApi } from 'cdk-multi-region-serverless-api';

/** What the feed does when posts change: it tells followers where the post was written, and each Region forgets what it kept. */
export function addFeedChanges(feed: MultiRegionServerlessApi, posts: GlobalTable) {
  const followers = feed.addTableChanges('Followers', {
    table: posts,
    changes: Changes.writtenHere({ attribute: 'writtenIn' }),
    filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
    maxRecordAge: Duration.hours(6),
    retryAttempts: 20,
    reportBatchItemFailures: false,
  });
  const cache = feed.addTableChanges('Cache', {
    table: posts,
    changes: Changes.everywhere(),
    startingPosition: StartingPosition.LATEST,
    batchSize: 500,
    maxBatchingWindow: Duration.seconds(5),
    parallelizationFactor: 2,
    onFailure: FailureDestination.topic(),
  });
  for (const region of feed.regionalApis) {
    for (const changes of [followers, cache]) {
      changes.invoke(new TracedFunction(region, `${changes.node.id}Handler`, { file: 'posts.ts', exported: 'changed' }));
    }
    acknowledgeStreams(region, posts);
  }
}
