import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alias, CfnFunction, Function } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Drain, GlobalScheduleProps, MultiRegionServerlessApiProps, Runs } from '../../../src';
import { aFunction, addRouteEverywhere, anApi, templateOf } from '../../an-api';
import { messageOf } from '../../message-of';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const STRONG = ['eu-west-1', 'eu-west-2', 'eu-central-1'];
const schedule = ScheduleExpression.cron({ hour: '8', minute: '0', timeZone: TimeZone.EUROPE_BERLIN });

/** An API of three Regions, with a schedule that has a handler in each. */
function daily(props: Partial<GlobalScheduleProps> = {}, of: Partial<MultiRegionServerlessApiProps> = {}) {
  const api = anApi({ regions: REGIONS, ...of });
  addRouteEverywhere(api, 'GET', '/');
  const made = api.addSchedule('Daily', { schedule, runs: Runs.once(), ...props });
  api.regionalApis.forEach(region => made.invoke(aFunction(region, 'Remind', { timeout: Duration.seconds(20) })));
  return { api, schedule: made };
}

const properties = (template: Template, type: string, name?: string) => Object.entries(template.findResources(type))
  .filter(([id]) => /^Shop(Daily|Remind)/.test(id)).map(([, { Properties }]) => Properties)
  .filter(({ Name, QueueName, Description }) => name === undefined || [Name, QueueName, Description].includes(name));
const settingsOf = (template: Template) => {
  const [{ Environment }] = properties(template, 'AWS::Lambda::Function', 'Runs Shop-Daily if it is this Region\'s turn');
  return JSON.parse(Environment.Variables.SCHEDULE['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : '<token>').join(''));
};
const delayOf = (template: Template) => {
  const [[queue], [{ Target }]] = [properties(template, 'AWS::SQS::Queue', 'Shop-Daily-Ticks'), properties(template, 'AWS::Scheduler::Schedule')];
  return [queue.DelaySeconds, JSON.parse(Target.Input)];
};

describe('a schedule that runs once', () => {
  const { api } = daily({ maxAttempts: 4, description: 'Reminders' }, { drain: Drain.byPeers(), primaryRegion: 'eu-west-1' });
  api.addOperations();
  const later = api.addSchedule('Later', { schedule, runs: Runs.once() });
  api.regionalApis.forEach(region => later.invoke(region.node.findChild('Remind') as Function));
  const [virginia, ireland, singapore] = REGIONS.map(region => templateOf(api, region));

  test('is one of Scheduler in each Region, by a literal name, which ticks into a queue with the scheduled time', () => {
    expect(properties(ireland, 'AWS::Scheduler::Schedule')).toEqual([{
      Name: 'Shop-Daily',
      Description: 'Reminders',
      ScheduleExpression: 'cron(0 8 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': [expect.stringMatching(/Ticks/), 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/SchedulerRole/), 'Arn'] },
        Input: '{"time":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/Failed/), 'Arn'] } },
      },
    }]);
  });

  test('has the primary Region first, and the others a takeover later, one after the other', () => {
    expect([ireland, virginia, singapore].map(template => delayOf(template)[0])).toEqual([0, 120, 240]);
    expect(settingsOf(singapore).ranks).toEqual(['eu-west-1', 'us-east-1', 'ap-southeast-1']);
  });

  test('has a function that waits for the handler, a queue that waits six times as long, and a dead-letter queue', () => {
    const [queue] = properties(ireland, 'AWS::SQS::Queue', 'Shop-Daily-Ticks');
    expect(queue).toMatchObject({
      VisibilityTimeout: 6 * 50,
      RedrivePolicy: { maxReceiveCount: 4, deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/Failed/), 'Arn'] } },
    });
    expect(properties(ireland, 'AWS::Lambda::Function', 'Runs Shop-Daily if it is this Region\'s turn')).toMatchObject([{ Timeout: 50 }]);
    expect(properties(ireland, 'AWS::SQS::Queue', 'Shop-Daily-Failed')).toMatchObject([{ MessageRetentionPeriod: 14 * 86_400 }]);
    expect(properties(ireland, 'AWS::Lambda::EventSourceMapping')).toMatchObject([{ BatchSize: 1 }]);
    expect(settingsOf(ireland)).toEqual({
      schedule: 'Shop-Daily',
      runs: 'once',
      ranks: expect.anything(),
      takeover: 120,
      timeout: 50,
      handler: '<token>',
      queue: '<token>',
      maxAttempts: 4,
      pause: 60,
      claims: 'Shop-Claims',
      drainSwitch: 'Shop-DrainSwitch',
      suffix: '<token>',
    });
  });

  test('may read and write the claims in its own Region, read the drain switch there, and invoke one handler', () => {
    const [policy] = Object.entries(ireland.findResources('AWS::IAM::Policy')).filter(([id]) => /^ShopDailyScheduleFunctionRole/.test(id)).map(([, { Properties }]) => Properties);
    const statements = JSON.stringify(policy.PolicyDocument.Statement);
    expect(statements.match(/:dynamodb:[a-z0-9-]+:/g)).toEqual([':dynamodb:eu-west-1:', ':dynamodb:eu-west-1:', ':dynamodb:eu-west-1:']);
    expect(statements).not.toMatch(/"Resource":"\*"|:\*"/);
    expect(policy.PolicyDocument.Statement.map(({ Action }: any) => Action).flat()).toEqual(expect.arrayContaining(['lambda:InvokeFunction', 'dynamodb:GetItem', 'dynamodb:PutItem']));
  });

  test('has one table of claims, which go when they are old', () => {
    Template.fromStack(api.node.findChild('Tables') as Stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: 'Shop-Claims',
      KeySchema: [{ AttributeName: 'slot', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('tells people of what failed, in each Region, of schedules that are added before and after the operations', () => {
    for (const id of ['Daily', 'Later']) {
      ireland.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `Shop-eu-west-1-${id}-Failed`,
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
      });
    }
    expect(later.deadLetterQueue('eu-west-1').queueName).not.toBe(later.deadLetterQueue('us-east-1').queueName);
  });

  test('renders the same templates but for the Region\'s name and its rank', () => {
    const text = (region: string, template: Template) => JSON.stringify(template.toJSON())
      .replaceAll(region, '<Region>').replaceAll(region.replaceAll('-', ''), '<Region>').replace(/"DelaySeconds":\d+/g, '"DelaySeconds":0');
    const texts = REGIONS.map((region, i) => {
      const others = REGIONS.filter(other => other !== region);
      return others.reduce((rest, other) => rest.replaceAll(other, '<other>').replaceAll(other.replaceAll('-', ''), '<other>'), text(region, [virginia, ireland, singapore][i]))
        .replaceAll(/<other>|<Region>/g, '<Region>');
    });
    expect(JSON.parse(texts[1])).toEqual(JSON.parse(texts[0]));
    expect(JSON.parse(texts[2])).toEqual(JSON.parse(texts[0]));
  });

  test('has no token that crosses Regions', () => {
    const { stacks } = (api.node.root as App).synth();
    expect(JSON.stringify(stacks.map(({ template }) => template))).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|ExportWriter|"Export":/);
    expect(stacks.filter(({ stackName }) => stackName.endsWith('1')).map(stack => stack.dependencies.filter(({ id }) => !id.includes('assets')).map(({ id }) => id)))
      .toEqual(REGIONS.map(() => ['ShopTables903CFC15']));
  });
});

test('what waits longer than SQS delays waits further', () => {
  const { api } = daily({ runs: Runs.once({ takeover: Duration.minutes(10) }) });
  expect(REGIONS.map(region => delayOf(templateOf(api, region)))).toEqual([
    [0, { time: expect.anything() }], [600, { time: expect.anything() }], [900, { time: expect.anything(), wait: 300 }],
  ]);
});

test('a schedule that runs once at most has claims of strong consistency, which do not go', () => {
  const { api } = daily({ runs: Runs.onceAtMost() }, { regions: STRONG });
  Template.fromStack(api.node.findChild('Tables') as Stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    TableName: 'Shop-StrictClaims', MultiRegionConsistency: 'STRONG', TimeToLiveSpecification: Match.absent(),
  });
  expect(settingsOf(templateOf(api, 'eu-west-1'))).toMatchObject({ runs: 'onceAtMost', claims: 'Shop-StrictClaims' });
});

test('a schedule in every Region has no claims and no delays, and may have a rate', () => {
  const { api } = daily({ runs: Runs.inEveryRegion(), schedule: ScheduleExpression.rate(Duration.minutes(5)) }, { drain: Drain.byPeers() });
  expect(REGIONS.map(region => delayOf(templateOf(api, region))[0])).toEqual([0, 0, 0]);
  const settings = settingsOf(templateOf(api, 'eu-west-1'));
  expect(settings.runs).toBe('inEveryRegion');
  expect(settings).not.toHaveProperty('claims');
  expect(settings).not.toHaveProperty('drainSwitch');
  const tables = Template.fromStack(api.node.findChild('Tables') as Stack).findResources('AWS::DynamoDB::GlobalTable');
  expect(Object.values(tables).map(({ Properties }) => Properties.TableName)).toEqual(['Shop-DrainSwitch']);
});

test('the time-out is that of the function behind an alias, Lambda\'s own where none is set, and the longest of a function that is imported', () => {
  const api = anApi();
  const made = api.addSchedule('Daily', { schedule, runs: Runs.once() });
  const [virginia, ireland] = api.regionalApis;
  made.invoke(new Alias(virginia, 'Live', { aliasName: 'live', version: aFunction(virginia, 'Slow', { timeout: Duration.minutes(2) }).currentVersion }));
  made.invoke(Function.fromFunctionName(ireland, 'Imported', 'remind'));
  const other = api.addSchedule('Other', { schedule, runs: Runs.once() });
  api.regionalApis.forEach(region => other.invoke(aFunction(region, 'Quick')));
  const timeouts = api.regionalApis.map(region => properties(Template.fromStack(region.stack), 'AWS::Lambda::Function', 'Runs Shop-Daily if it is this Region\'s turn')[0].Timeout);
  expect(timeouts).toEqual([150, 900]);
  expect(JSON.stringify(templateOf(api, 'eu-west-1').toJSON())).toContain('\\"timeout\\":33');
});

describe('refused is', () => {
  const api = anApi();
  let count = 0;
  const add = (props: Partial<GlobalScheduleProps>, id = `S${count++}`) => () => api.addSchedule(id, { schedule, runs: Runs.once(), ...props });
  const rate = ScheduleExpression.rate(Duration.minutes(5));

  test.each([Runs.once(), Runs.onceAtMost()])('a rate, of which Regions have no times in common', runs => {
    expect(add({ runs, schedule: rate })).toThrow(/^`schedule` must be `cron\(\)` or `at\(\)` with `Runs\.once(AtMost)?\(\)`: a rate begins when each Region is deployed, .*, got: "rate\(5 minutes\)"\. Write the rate as a cron/);
  });

  test('no one time', () => {
    expect(add({ schedule: ScheduleExpression.at(new Date(Date.UTC(2027, 0, 1))) })).not.toThrow();
  });

  test.each([89, 43_201, 90.5])('a takeover of %s seconds', seconds => {
    expect(add({ runs: Runs.once({ takeover: Duration.millis(seconds * 1000) }) }))
      .toThrow(`\`takeover\` must be whole seconds, from 90, because Scheduler starts within the minute of a time, to 43200, got: ${seconds}`);
  });

  test.each([90, 43_200])('no takeover of %s seconds', seconds => {
    expect(add({ runs: Runs.once({ takeover: Duration.seconds(seconds) }) })).not.toThrow();
  });

  test.each([0, 11, 1.5])('%s attempts', maxAttempts => {
    expect(add({ maxAttempts })).toThrow(`\`maxAttempts\` must be a whole number from 1 to 10, got: ${maxAttempts}`);
  });

  test('a name that Scheduler does not take', () => {
    expect(add({}, 'a b')).toThrow('A schedule must have an id of letters, digits, "_" and "-" which makes, with the API\'s, a name of at most 64 characters, got: "Shop-a b"');
    expect(add({}, 'x'.repeat(60))).toThrow('a name of at most 64 characters');
  });

  test('what is no schedule and no choice', () => {
    expect(add({ schedule: 'rate(1 day)' as any })).toThrow('`schedule` must be a literal `ScheduleExpression`, got: "rate(1 day)"');
    expect(add({ runs: 'once' as any })).toThrow('`runs` must be made by `Runs`, got: "once"');
  });

  test('once at most where claims cannot have strong consistency, or have another witness', () => {
    expect(add({ runs: Runs.onceAtMost() })).toThrow('needs exactly three Regions: three `regions`, or two and a `witness`, got: ["us-east-1","eu-west-1"]');
    const two = anApi({ regions: STRONG.slice(0, 2) });
    two.addSchedule('A', { schedule, runs: Runs.onceAtMost({ witness: 'eu-west-3' }) });
    two.addSchedule('B', { schedule, runs: Runs.onceAtMost({ witness: 'eu-west-3' }) });
    expect(() => two.addSchedule('C', { schedule, runs: Runs.onceAtMost({ witness: 'eu-central-1' }) }))
      .toThrow('`witness` must be the same for all schedules of an API, which share a table, got: ["eu-west-3","eu-central-1"]');
  });

  test('a handler that takes longer than is waited for', () => {
    const made = add({})();
    expect(() => made.invoke(aFunction(api.inRegion('us-east-1'), 'Long', { timeout: Duration.seconds(871) })))
      .toThrow(/^`handler` of S\d+ must have a literal time-out of at most 870 seconds, because the function that waits for it has 900, got: 871\. Put what takes longer/);
    const overridden = aFunction(api.inRegion('us-east-1'), 'Overridden', { timeout: Duration.seconds(20) });
    (overridden.node.defaultChild as CfnFunction).addPropertyOverride('Timeout', 872);
    expect(() => made.invoke(overridden)).toThrow('got: 872');
    expect(() => made.invoke(aFunction(api.inRegion('us-east-1'), 'Longest', { timeout: Duration.seconds(870) }))).not.toThrow();
  });

  test('a handler of another stack, and a second one in a Region', () => {
    const made = add({})();
    const elsewhere = new Stack(api.node.root, 'Elsewhere', { env: { region: 'us-east-1' } });
    expect(() => made.invoke(aFunction(elsewhere))).toThrow(/^`handler` of S\d+ must be in the stack of one of us-east-1, eu-west-1, because no token .*, got: "Elsewhere"\. Make it in the scope/);
    made.invoke(aFunction(api.inRegion('us-east-1'), 'One'));
    expect(() => made.invoke(aFunction(api.inRegion('us-east-1'), 'Two'))).toThrow(/^S\d+ must have one handler in us-east-1, got: "Shop\/us-east-1\/Shop\/Two"$/);
    expect(() => made.deadLetterQueue('eu-west-1')).toThrow('`region` must be one that has a handler, got: "eu-west-1". Those are: us-east-1');
  });

  test('a Region without a handler, at synthesis', () => {
    const { api: other, schedule: made } = daily();
    const lacking = other.addSchedule('Lacking', { schedule, runs: Runs.once() });
    lacking.invoke(aFunction(other.inRegion('eu-west-1'), 'Only'));
    const message = messageOf(() => (other.node.root as App).synth());
    expect(message).toContain('Lacking has no handler in us-east-1, ap-southeast-1: call its `invoke()` with a function of each Region');
    expect(message).not.toContain(`${made.node.id} has no handler`);
  });
});
