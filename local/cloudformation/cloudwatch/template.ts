import { readAlarms } from './alarms';
import { CLOUDWATCH_IDENTITIES } from './identities';
import { CLOUDWATCH_LIMITS } from './limits';
import { AlarmDefinition } from '../../services/cloudwatch/alarm-definition';
import { ServiceTemplate } from '../service-template';

export interface CloudWatchDefinitions {
  readonly alarms: AlarmDefinition[];
}

export const CLOUDWATCH: ServiceTemplate<CloudWatchDefinitions> = {
  runs: 'metrics of the services here and of handlers, and alarms on them, with metric math, missing data and composite rules',
  differs: [
    'metrics come without delay, and a day of them is kept; methods have none of their own',
    'of the actions of alarms, topics are told, and nothing else is done',
  ],
  types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  identities: CLOUDWATCH_IDENTITIES,
  limits: CLOUDWATCH_LIMITS,
  define: resources => ({ alarms: readAlarms(resources) }),
};
