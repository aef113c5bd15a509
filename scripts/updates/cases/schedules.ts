import { Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { GlobalScheduleProps, Runs } from '../../../src';
import { functionOf, shop } from '../shop';
import { walk, walkOptional } from '../walk';

const [IRELAND, FRANKFURT, PARIS, LONDON] = ['eu-west-1', 'eu-central-1', 'eu-west-3', 'eu-west-2'];
const daily = ScheduleExpression.cron({ hour: '8', minute: '0' });

const scheduled = (props: Partial<GlobalScheduleProps> | undefined, handler: string = 'Remind') => shop({ regions: [IRELAND, FRANKFURT] }, api => {
  if (!props) return;
  const schedule = api.addSchedule('Daily', { schedule: daily, runs: Runs.once(), ...props });
  api.regionalApis.forEach(region => schedule.invoke(functionOf(region, handler)));
});

export const SCHEDULES = [
  ...walkOptional('addSchedule()', scheduled, ['Daily', {}]),
  ...walk('schedule.schedule', schedule => scheduled({ schedule }), { daily, hourly: ScheduleExpression.cron({ minute: '0' }) }, 'daily → hourly'),
  ...walk('schedule.runs', runs => scheduled({ runs }), {
    'once()': Runs.once(),
    'once(), takeover 20 minutes': Runs.once({ takeover: Duration.minutes(20) }),
    'onceAtMost()': Runs.onceAtMost({ witness: PARIS }),
    'onceAtMost(), another witness': Runs.onceAtMost({ witness: LONDON }),
    'inEveryRegion()': Runs.inEveryRegion(),
  }, 'once() → once(), takeover 20 minutes', 'once() → onceAtMost()', 'onceAtMost() → once()', 'once() → inEveryRegion()', 'inEveryRegion() → once()',
  'onceAtMost() → inEveryRegion() → onceAtMost(), another witness'),
  ...walkOptional('schedule.maxAttempts', maxAttempts => scheduled({ maxAttempts }), ['5', 5]),
  ...walkOptional('schedule.description', description => scheduled({ description }), ['Reminders', 'Reminders']),
  ...walk('schedule.invoke()', handler => scheduled({}, handler), { Remind: 'Remind', Renamed: 'Renamed' }, 'Remind → Renamed'),
];
