import { Limit, limit } from '../service-template';

export const LAMBDA_LIMITS: Limit[] = [
  limit('AWS::Lambda::Function', fn => fn.has('ReservedConcurrentExecutions'),
    'its reserved concurrency is not applied: it is never throttled'),
  limit('AWS::Lambda::Function', fn => fn.has('VpcConfig'),
    'it is in no VPC: it reaches what this machine reaches'),
  limit('AWS::Lambda::Function', fn => fn.has('FileSystemConfigs'),
    'its file systems are not mounted'),
  limit('AWS::Lambda::Alias', alias => alias.has('RoutingConfig'),
    'its weights are not applied: the function of the template answers every request'),
  limit('AWS::Lambda::Function', fn => Boolean(fn.property('Layers')?.length),
    'its layers are not mounted at /opt'),
  // A value of something that is not here would be made up; without it, a handler that needs it fails for all to see.
  {
    type: 'AWS::Lambda::Function',
    meanings: fn => Object.values(fn.eachOf('Environment', 'Variables').problems).map(problem => `${problem}; the variable is not set`),
  },
];
