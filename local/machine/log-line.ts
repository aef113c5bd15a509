/** A line that goes to a log group of CloudWatch Logs. */
export interface LogLine {
  readonly region: string;
  readonly logGroup: string;
  readonly stream: string;
  readonly message: string;
}

export type Log = (line: LogLine) => void;

export const unlogged: Log = () => {};
