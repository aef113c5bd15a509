import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { TracedFunction } from './traced-function';
import { GlobalTable, MultiRegionServerlessApi, Runs } from 'cdk-multi-region-serverless-api';

/** What the feed does by itself: a digest a day, a bill a month that is never sent twice, and a look at each Region's replica. */
export function addFeedSchedules(feed: MultiRegionServerlessApi, posts: GlobalTable) {
  const schedules = [
    feed.addSchedule('Digest', {
      schedule: ScheduleExpression.cron({ hour: '7', minute: '30', timeZone: TimeZone.AMERICA_NEW_YORK }),
      runs: Runs.once({ takeover: Duration.minutes(5) }),
      maxAttempts: 5,
      description: 'What was posted yesterday',
    }),
    feed.addSchedule('Bills', { schedule: ScheduleExpression.cron({ day: '1', hour: '3', minute: '0' }), runs: Runs.onceAtMost({ witness: 'us-west-2' }) }),
    feed.addSchedule('Replica', { schedule: ScheduleExpression.rate(Duration.minutes(15)), runs: Runs.inEveryRegion() }),
  ];
  for (const region of feed.regionalApis) {
    for (const schedule of schedules) {
      const handler = new TracedFunction(region, `${schedule.node.id}Handler`, {
        file: 'posts.ts', exported: 'scheduled', environment: { POSTS_TABLE_NAME: posts.tableName },
      });
      posts.grant(handler, 'dynamodb:GetItem');
      schedule.invoke(handler);
    }
  }
}
