import { isEvaluated, readQueries } from './alarms';
import { statistic } from '../../services/cloudwatch/statistic';
import { Resource } from '../resource';
import { Limit, limit } from '../service-template';

/** The namespaces of AWS's that services here measure in. Others that begin so have no data. */
const MEASURED_HERE = [
  'AWS/ApiGateway', 'AWS/DynamoDB', 'AWS/Events', 'AWS/Lambda', 'AWS/Route53', 'AWS/SNS', 'AWS/SQS', 'AWS/Scheduler',
];

export const CLOUDWATCH_LIMITS: Limit[] = [
  limit('AWS::CloudWatch::Alarm', alarm => !isEvaluated(alarm), 'it has no state here: only alarms with a threshold are evaluated'),
  {
    type: 'AWS::CloudWatch::Alarm',
    says: ['it has no data: {nothing measures its namespace} here', 'it has no state here: the statistic {it asks for} is not computed', 'its periods below a minute have no data here'],
    isToldOnce: true,
    meanings: alarm => isEvaluated(alarm) ? [...new Set(queriesOf(alarm).flatMap(({ metric: { namespace }, stat, period }) => [
      ...namespace.startsWith('AWS/') && !MEASURED_HERE.includes(namespace) ? [`it has no data: nothing measures ${namespace} here`] : [],
      ...statistic(stat) ? [] : [`it has no state here: the statistic ${stat} is not computed`],
      ...period < 60 ? ['its periods below a minute have no data here'] : [],
    ]))] : [],
  },
];

function queriesOf(alarm: Resource) {
  return readQueries(alarm).flatMap(({ stat }) => stat ? [stat] : []);
}
