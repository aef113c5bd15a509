import { App, Duration, Stack } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { acknowledgeReadiness, acknowledgeUnrecorded } from './acknowledged-findings';
import { addFeedChanges } from './feed-changes';
import { addFeedSchedules } from './feed-schedules';
import { TracedFunction } from './traced-function';
import {
  AccessLogs, ApiGateway, Authorizer, Consistency, GlobalTable, HealthAlarm, HealthCheck, MultiRegionServerlessApi, Notification, RegionalApi,
  Routing, Standby,
} from 'cdk-multi-region-serverless-api';

/** An HTTP API in two Regions, one of which gets most callers, with a table that both see alike. Any stack can tell it its zone. */
export function createFeed(app: App, anyStack: Stack): MultiRegionServerlessApi {
  const hostedZone = PublicHostedZone.fromPublicHostedZoneAttributes(anyStack, 'FeedZone', { hostedZoneId: 'Z0FEED', zoneName: 'example.com' });
  const feed = new MultiRegionServerlessApi(app, 'Feed', {
    regions: ['us-east-1', 'us-east-2'],
    primaryRegion: 'us-east-2',
    domain: { domainName: 'feed.example.com', hostedZone },
    gateway: ApiGateway.http({
      throttle: { rateLimit: 500, burstLimit: 250 },
      cors: { allowOrigins: ['https://www.example.com'], allowHeaders: ['Authorization'], maxAge: Duration.minutes(10) },
      accessLogs: AccessLogs.cloudWatch(),
      detailedMetrics: true,
    }),
    routing: Routing.weighted({ 'us-east-1': 70, 'us-east-2': 30 }),
    standby: Standby.host('status.example.net'),
    health: HealthCheck.custom({ path: '/ready', interval: Duration.seconds(10), checkerRegions: ['us-east-1', 'us-west-1', 'us-west-2'] }),
  });
  const posts = feed.addGlobalTable('Posts', {
    partitionKey: { name: 'author', type: AttributeType.STRING },
    sortKey: { name: 'postedAt', type: AttributeType.STRING },
    consistency: Consistency.strong({ witness: 'us-west-2' }),
  });

  for (const region of feed.regionalApis) {
    addRoutes(region, posts);
    region.addHealthAlarm(HealthAlarm.serverErrors(region, { share: 50 }));
  }
  addFeedSchedules(feed, posts);
  addFeedChanges(feed, posts);
  acknowledgeUnrecorded(feed);
  feed.addOperations({ notification: Notification.topics(PAGER) });
  return feed;
}

/** Topics of the people who are on call for everything, with keys of their own. */
const PAGER = {
  'us-east-1': 'arn:aws:sns:us-east-1:111122223333:pager',
  'us-east-2': 'arn:aws:sns:us-east-2:111122223333:pager',
};

function addRoutes(region: RegionalApi, posts: GlobalTable) {
  const handler = new TracedFunction(region, 'PostsHandler', { file: 'posts.ts', environment: { POSTS_TABLE_NAME: posts.tableName } });
  posts.grantReadWriteData(handler);
  const { readers, writers, importers } = feedCallers(region, posts);

  region.useAuthorizer(readers);
  const ready = region.addRoute('GET', '/ready', handler, { authorizer: Authorizer.none(), throttle: { rateLimit: 50, burstLimit: 100 } });
  acknowledgeReadiness(ready.construct);
  region.addRoute('GET', '/authors/{author}/posts', handler);
  region.addRoute('GET', '/authors/{author}/posts/{postedAt}', handler);
  region.addRoute('PUT', '/authors/{author}/posts/{postedAt}', handler, { authorizer: writers, throttle: { rateLimit: 100, burstLimit: 20 } });
  region.addRoute('PUT', '/imports/{author}/posts/{postedAt}', handler, { authorizer: importers });
  region.addRoute('DELETE', '/authors/{author}/posts/{postedAt}', handler, { authorizer: Authorizer.iam() });
}

function feedCallers(region: RegionalApi, posts: GlobalTable) {
  const bySimpleRequest = new TracedFunction(region, 'ImportersAuthorizer', {
    file: 'authorizers.ts', exported: 'bySimpleRequest', environment: { SECRETS_TABLE_NAME: posts.tableName, SECRETS_KEYS: 'author,postedAt' },
  });
  posts.grant(bySimpleRequest, 'dynamodb:GetItem');
  return {
    readers: Authorizer.jwt('readers', { issuer: 'https://login.example.com', audience: ['feed'], scopes: ['feed/read'] }),
    writers: Authorizer.cognito('writers', {
      userPoolArn: 'arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_Writers', clientIds: ['1h57kf5cpq17m0eml12EXAMPLE'],
    }),
    importers: Authorizer.lambdaRequest('importers', bySimpleRequest, { headers: ['X-Importer', 'X-Importer-Secret'], resultsCacheTtl: Duration.seconds(0) }),
  };
}
