/** On AWS, when a stream was made: here the same at every start, so that templates can refer to it. */
export const STREAM_LABEL = '2026-01-01T00:00:00.000';

/** The ARN of the stream of a table or replica, which are known by theirs. */
export function streamArn(tableArn: string): string {
  return `${tableArn}/stream/${STREAM_LABEL}`;
}
