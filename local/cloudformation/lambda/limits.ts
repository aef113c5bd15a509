import { deploymentFunctions, unreadDeploymentFunctions } from './deployment-functions';
import { ASYNCHRONOUS_LIMITS } from './event-invoke-configs';
import { findLayers } from './layers';
import { whyNotRun } from './runnable';
import { resolvable } from '../resolvable';
import { Resource } from '../resource';
import { isUntrusted } from '../role-trust';
import { Limit, limit, limitBy } from '../service-template';

/** What has no effect of a function that runs here. */
const WITHOUT_EFFECT: readonly (readonly [has: (fn: Resource) => boolean, meaning: string])[] = [
  [fn => fn.has('VpcConfig'), 'it is in no VPC: it reaches what this machine reaches'],
  [fn => fn.has('FileSystemConfigs'), 'its file systems are not mounted'],
];

export const LAMBDA_LIMITS: Limit[] = [
  {
    ...limit('AWS::Lambda::Function', (fn, resources) => unreadDeploymentFunctions(resources).includes(fn),
      'only deployments invoke it, for a custom resource that is not run here: it is not loaded'),
    isToldOnce: true,
  },
  limitBy('AWS::Lambda::Function', (fn, resources) => deploymentFunctions(resources).includes(fn) ? undefined : whyNotRun(fn),
    '{its runtime, a container image or code that is not there}: it is not run here, and its routes answer 501'),
  {
    type: 'AWS::Lambda::Function',
    says: [...WITHOUT_EFFECT.map(([, meaning]) => meaning), '{a layer that is not in the app} is not here', '{a variable\'s value cannot be resolved}; the variable is not set'],
    meanings: (fn, resources) => deploymentFunctions(resources).includes(fn) || whyNotRun(fn) !== undefined ? [] : [
      ...WITHOUT_EFFECT.filter(([has]) => has(fn)).map(([, meaning]) => meaning),
      ...findLayers(fn.property('Layers'), resources).absent.map(arn => `its layer ${arn} is not here`),
      // A value of something that is not here would be made up; without it, a handler that needs it fails for all to see.
      ...Object.values(fn.eachOf('Environment', 'Variables').problems).map(problem => `${problem}; the variable is not set`),
    ],
  },
  limit('AWS::Lambda::Function', (fn, resources) => isUntrusted(resolvable(fn, 'Role'), 'lambda', resources),
    'AWS refuses it, since its role does not trust `lambda.amazonaws.com` ("The role defined for the function cannot be assumed by Lambda."): here, it runs'),
  ...ASYNCHRONOUS_LIMITS,
  limit('AWS::Lambda::Function', fn => fn.has('DurableConfig'),
    'it is not durable: what it keeps of its steps is not kept here'),
  limit('AWS::Lambda::Alias', alias => alias.has('RoutingConfig'),
    'its weights are not applied, for there is one version of its function'),
];
