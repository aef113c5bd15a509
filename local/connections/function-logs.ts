import { Log } from '../machine/log-line';
import { FunctionDefinition, logGroupOf } from '../services/lambda/function-definition';

/** Has the log group of a function keep what it prints. */
export function functionLogs(log: Log) {
  return (definition: FunctionDefinition, message: string) => log({
    region: definition.region, logGroup: logGroupOf(definition), stream: '[$LATEST]', message,
  });
}
