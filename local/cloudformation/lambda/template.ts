import { readEventInvokeConfigs } from './event-invoke-configs';
import { EventSourceDefinitions } from './event-sources';
import { readFunctionPolicies } from './function-policies';
import { AbsentFunction, readAbsentFunctions, readFunctions } from './functions';
import { LAMBDA_IDENTITIES } from './identities';
import { LAMBDA_LIMITS } from './limits';
import { ResourcePolicyDefinition } from '../../services/iam/role-definition';
import { EventInvokeConfig } from '../../services/lambda/event-invoke-config';
import { FunctionDefinition } from '../../services/lambda/function-definition';
import { ServiceTemplate } from '../service-template';

export interface LambdaDefinitions extends EventSourceDefinitions {
  readonly functions: FunctionDefinition[];
  readonly absentFunctions: AbsentFunction[];
  readonly eventInvokeConfigs: EventInvokeConfig[];
}

export const LAMBDA: ServiceTemplate<Omit<LambdaDefinitions, keyof EventSourceDefinitions> & { resourcePolicies: ResourcePolicyDefinition[] }> = {
  runs: 'functions of Node.js in worker threads, those of Python, Java and custom runtimes in [processes](#functions); events that nobody waits for, with retries, destinations and dead-letter queues',
  differs: [
    'another major of Node.js than the function\'s may run it, this machine\'s, as the start says',
    'logs have the lines that handlers write, of all levels and never as JSON; a function\'s own log group is known by its name',
    'a function has one version, its code as it is now, to which all aliases lead, but for [gradual deployments](#gradual-deployments)',
    'a function that an app only refers to does not exist: its routes answer 501',
  ],
  types: [
    'AWS::Lambda::Alias',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::Function',
    'AWS::Lambda::LayerVersion',
    'AWS::Lambda::LayerVersionPermission',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Version',
  ],
  identities: LAMBDA_IDENTITIES,
  limits: LAMBDA_LIMITS,
  define: (resources, { inlineCodeDirectory }) => ({
    functions: readFunctions(resources, inlineCodeDirectory),
    eventInvokeConfigs: readEventInvokeConfigs(resources),
    absentFunctions: readAbsentFunctions(resources),
    resourcePolicies: readFunctionPolicies(resources),
  }),
};
