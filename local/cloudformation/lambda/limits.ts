import { deploymentFunctions, unreadDeploymentFunctions } from './deployment-functions';
import { whyNotRun } from './runnable';
import { Resource } from '../resource';
import { Limit, limit } from '../service-template';

export const LAMBDA_LIMITS: Limit[] = [
  {
    type: 'AWS::Lambda::Function',
    isToldOnce: true,
    meanings: (fn, resources) => unreadDeploymentFunctions(resources).includes(fn)
      ? ['only deployments invoke it, for a custom resource that is not run here: it is not loaded']
      : [],
  },
  {
    type: 'AWS::Lambda::Function',
    meanings: (fn, resources) => {
      if (deploymentFunctions(resources).includes(fn)) return [];
      const why = whyNotRun(fn);
      return why === undefined ? withoutEffect(fn) : [`${why}: it is not run here, and its routes answer 501`];
    },
  },
  limit('AWS::Lambda::Alias', alias => alias.has('RoutingConfig'),
    'its weights are not applied: the function of the template answers every request'),
];

/** What has no effect of a function that runs here. */
function withoutEffect(fn: Resource): string[] {
  return [
    ...fn.has('ReservedConcurrentExecutions') ? ['its reserved concurrency is not applied: it is never throttled'] : [],
    ...fn.has('VpcConfig') ? ['it is in no VPC: it reaches what this machine reaches'] : [],
    ...fn.has('FileSystemConfigs') ? ['its file systems are not mounted'] : [],
    ...fn.property('Layers')?.length ? ['its layers are not mounted at /opt'] : [],
    // A value of something that is not here would be made up; without it, a handler that needs it fails for all to see.
    ...Object.values(fn.eachOf('Environment', 'Variables').problems).map(problem => `${problem}; the variable is not set`),
  ];
}
