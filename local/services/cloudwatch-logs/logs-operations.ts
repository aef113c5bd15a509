import { filterPattern } from './filter-pattern';
import { KeptEvent, LogGroup } from './log-group';
import { AwsError } from '../../machine/wire/aws-error';
import { Operation } from '../../machine/wire/operation-call';

const MAX_EVENTS = 10_000;

/** CloudWatch Logs' API, as far as it runs here: reading. */
export function logsOperations(groupsOf: (region: string) => LogGroup[]): Record<string, Operation> {
  const existing = ({ logGroupName, logGroupIdentifier }: Record<string, any>, region: string): LogGroup => {
    const name = logGroupName ?? String(logGroupIdentifier).replace(/^.*:log-group:|:\*$/g, '');
    const group = groupsOf(region).find(candidate => candidate.name === name);
    if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    return group;
  };
  return {
    DescribeLogGroups: ({ logGroupNamePrefix = '', logGroupNamePattern = '' }, region) => ({
      logGroups: groupsOf(region)
        .filter(({ name }) => name.startsWith(logGroupNamePrefix) && name.includes(logGroupNamePattern))
        .map(({ name, createdAt }) => ({ logGroupName: name, creationTime: Math.floor(createdAt) })),
    }),
    DescribeLogStreams: (input, region) => ({
      logStreams: existing(input, region).streams.filter(name => name.startsWith(input.logStreamNamePrefix ?? '')).map(logStreamName => ({ logStreamName })),
    }),
    FilterLogEvents: (input, region) => {
      const matches = filterPattern(input.filterPattern ?? '');
      const { page, nextToken } = pageOf(existing(input, region).events.filter(event => isAskedFor(event, input) && matches(event.message)), input);
      const events = page.map(event => ({ ...written(event), logStreamName: event.stream, eventId: String(event.place).padStart(56, '0') }));
      return { events, nextToken, searchedLogStreams: [] };
    },
    GetLogEvents: (input, region) => {
      const asked = { ...input, logStreamNames: [input.logStreamName] };
      const { page } = pageOf(existing(input, region).events.filter(event => isAskedFor(event, asked)), input);
      const token = `f/${page.at(-1)?.place ?? -1}`;
      return { events: page.map(written), nextForwardToken: token, nextBackwardToken: token.replace('f', 'b') };
    },
  };
}

function isAskedFor({ timestamp, stream }: KeptEvent, asked: Record<string, any>): boolean {
  const { startTime = 0, endTime = Infinity, logStreamNames, logStreamNamePrefix = '' } = asked;
  return timestamp >= startTime && timestamp <= endTime && stream.startsWith(logStreamNamePrefix) && (logStreamNames?.includes(stream) ?? true);
}

interface Page {
  readonly page: readonly KeptEvent[];
  readonly nextToken?: string;
}

function pageOf(events: readonly KeptEvent[], { nextToken, limit = MAX_EVENTS }: Record<string, any>): Page {
  const after = nextToken === undefined ? -1 : Number(String(nextToken).replace(/^\w\//, ''));
  const left = events.filter(({ place }) => place > after);
  const page = left.slice(0, Number(limit));
  return { page, nextToken: page.length < left.length ? String(page.at(-1)!.place) : undefined };
}

function written({ timestamp, message }: KeptEvent) {
  return { timestamp: Math.floor(timestamp), message, ingestionTime: Math.floor(timestamp) };
}
