import { setTimeout as sleep } from 'timers/promises';
import { ACM } from '@aws-sdk/client-acm';
import { Route53 } from '@aws-sdk/client-route-53';
import { STS } from '@aws-sdk/client-sts';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { handle } from './zone-records-handler.lambda';

/** The handler has its own patience, which knows how much time is left; a call that hangs must not use it up. */
const ONE_CALL = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, socketTimeout: 10_000 } };

export async function handler(event: CloudFormationCustomResourceEvent, context: Context) {
  const region = process.env.AWS_REGION!;
  await handle(event, context.getRemainingTimeInMillis(), {
    region,
    acm: new ACM({ region, ...ONE_CALL }),
    sts: stsRegion => new STS({ region: stsRegion, ...ONE_CALL }),
    route53: ({ AccessKeyId, SecretAccessKey, SessionToken }) => new Route53({
      region, // says which partition
      credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken },
      ...ONE_CALL,
    }),
    clock: { now: Date.now, sleep: async milliseconds => { await sleep(milliseconds); } },
    random: Math.random,
  });
}
