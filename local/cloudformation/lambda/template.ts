import { AbsentFunction, readAbsentFunctions, readFunctions } from './functions';
import { LAMBDA_IDENTITIES } from './identities';
import { LAMBDA_LIMITS } from './limits';
import { FunctionDefinition } from '../../services/lambda/function-definition';
import { ServiceTemplate } from '../service-template';

export interface LambdaDefinitions {
  readonly functions: FunctionDefinition[];
  readonly absentFunctions: AbsentFunction[];
}

export const LAMBDA: ServiceTemplate<LambdaDefinitions> = {
  runs: 'functions of Node.js in worker threads, those of Python and of custom runtimes in [processes](#functions)',
  differs: [
    'another major of Node.js than the function\'s may run it, this machine\'s, as the start says',
    'logs have the lines that handlers write, of all levels and never as JSON; a function\'s own log group is known by its name',
    'an alias leads to the function as it is in the template',
    'a function that an app only refers to does not exist: its routes answer 501',
  ],
  types: [
    'AWS::Lambda::Alias',
    'AWS::Lambda::Function',
    'AWS::Lambda::LayerVersion',
    'AWS::Lambda::LayerVersionPermission',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Version',
  ],
  identities: LAMBDA_IDENTITIES,
  limits: LAMBDA_LIMITS,
  absences: {
    'AWS::Lambda::EventSourceMapping': 'its function is not invoked by the event source',
  },
  define: (resources, { inlineCodeDirectory }) => ({
    functions: readFunctions(resources, inlineCodeDirectory),
    absentFunctions: readAbsentFunctions(resources),
  }),
};
