import { Journal } from '../machine/journal';
import { Logs } from '../services/cloudwatch-logs/logs';
import { FunctionDefinition, logGroupOf } from '../services/lambda/function-definition';

export interface LoggedFunctions {
  readonly journal: Journal;
  readonly deployed: { readonly functions: readonly FunctionDefinition[] };
}

/** Has the log groups of functions keep what those print. */
export function logFunctions(logs: Logs, { journal, deployed: { functions } }: LoggedFunctions): Logs {
  const groups = new Map(functions.map(definition => [`${definition.region}/${definition.functionName}`, logGroupOf(definition)]));
  journal.on('output', ({ region, functionName, line }) => {
    logs.log({ region, logGroup: groups.get(`${region}/${functionName}`)!, stream: '[$LATEST]', message: line });
  });
  return logs;
}
