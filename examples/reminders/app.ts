import * as path from 'path';
import { App, Duration, TimeZone } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { acknowledgeFindings } from './acknowledged-findings';
import { AccessLogs, ApiGateway, Authorizer, MultiRegionServerlessApi, RegionalApi, Runs } from 'cdk-multi-region-serverless-api';

export const app = new App();
const setting = (name: string, placeholder: string): string =>
  process.env[name] ?? app.node.tryGetContext(name) ?? placeholder;

const zone = { hostedZoneId: setting('HOSTED_ZONE_ID', 'Z0123456789EXAMPLE'), zoneName: setting('ZONE_NAME', 'example.com') };

export const api = new MultiRegionServerlessApi(app, 'Reminders', {
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  domain: { domainName: `reminders.${zone.zoneName}`, ...zone },
  gateway: ApiGateway.http({ accessLogs: AccessLogs.cloudWatch() }),
});

const users = Authorizer.jwt('users', { issuer: setting('ISSUER', 'https://login.example.com'), audience: ['reminders'] });

const subscribers = api.addGlobalTable('Subscribers', {
  partitionKey: { name: 'often', type: AttributeType.STRING },
  sortKey: { name: 'email', type: AttributeType.STRING },
});
/** Who got the mail of which slot: by this, a Region that takes over does not mail anybody twice. */
const mailed = api.addGlobalTable('Mailed', {
  partitionKey: { name: 'slot', type: AttributeType.STRING },
  sortKey: { name: 'email', type: AttributeType.STRING },
  timeToLiveAttribute: 'expiresAt',
});

const daily = api.addSchedule('Daily', {
  schedule: ScheduleExpression.cron({ hour: '8', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }),
  runs: Runs.once(),
});
/** A rate begins when each Region is deployed, so that the Regions have no times in common: what is to run once has a cron. */
const hourly = api.addSchedule('Hourly', { schedule: ScheduleExpression.cron({ minute: '0' }), runs: Runs.once() });
/** Each Region for itself, so that one that cannot mail is known before it has to. */
const rehearsal = api.addSchedule('Rehearsal', { schedule: ScheduleExpression.rate(Duration.hours(1)), runs: Runs.inEveryRegion() });

for (const region of api.regionalApis) {
  const identity = new EmailIdentity(region, 'Identity', {
    identity: Identity.publicHostedZone(PublicHostedZone.fromPublicHostedZoneAttributes(region, 'MailZone', zone)),
  });
  const mailer = (id: string, file: string, environment?: { [name: string]: string }) => {
    const handler = createFunction(region, id, file, { SENDER: `reminders@${zone.zoneName}`, ...environment });
    identity.grantSendEmail(handler);
    return handler;
  };

  const subscribe = createFunction(region, 'Subscribe', 'subscribe.ts', { SUBSCRIBERS_TABLE_NAME: subscribers.tableName });
  subscribers.grant(subscribe, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem');
  for (const method of ['GET', 'PUT', 'DELETE']) {
    region.addRoute(method, '/reminders/{often}', subscribe, { authorizer: users });
  }

  for (const [schedule, often] of [[daily, 'daily'], [hourly, 'hourly']] as const) {
    const remind = mailer(`Remind-${often}`, 'remind.ts', {
      OFTEN: often, SUBSCRIBERS_TABLE_NAME: subscribers.tableName, MAILED_TABLE_NAME: mailed.tableName,
    });
    subscribers.grant(remind, 'dynamodb:Query');
    mailed.grant(remind, 'dynamodb:GetItem', 'dynamodb:PutItem');
    schedule.invoke(remind);
  }
  rehearsal.invoke(mailer('Rehearse', 'rehearse.ts'));
  acknowledgeFindings(region);
}

api.addOperations(); // among its alarms: runs that failed

function createFunction(region: RegionalApi, id: string, file: string, environment: { [name: string]: string }): NodejsFunction {
  return new NodejsFunction(region, id, {
    entry: path.join(__dirname, file),
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.minutes(1),
    environment,
    bundling: { logLevel: LogLevel.WARNING },
  });
}
