import { millisecondsText, nameInArn } from './format';
import { plainText } from './plain-item';
import { winnerText } from '../../machine/conflict';
import type { EntryView } from '../wire';

export type Tone = 'plain' | 'good' | 'warning' | 'bad';

/** An entry in a line. */
export interface Described {
  readonly text: string;
  readonly tone: Tone;
  /** The Region that it is about, if it is about one. */
  readonly region?: string;
}

export function describe(entry: EntryView): Described {
  switch (entry.kind) {
    case 'request': {
      const { method, url, statusCode, servedBy, from, durationMs, reason } = entry;
      const status = statusCode === 0 ? 'no answer' : String(statusCode);
      const text = `${method} ${url} ${status} from ${from}${servedBy === undefined ? '' : ` by ${servedBy}`} in ${millisecondsText(durationMs)}${reason ? `: ${reason}` : ''}`;
      return { text, tone: statusCode >= 500 || statusCode === 0 ? 'bad' : statusCode >= 400 ? 'warning' : 'good', region: servedBy };
    }
    case 'output': return { text: `${entry.path.split(`${entry.region}/`).pop()}: ${entry.line}`, tone: 'plain', region: entry.region };
    case 'invocation': return {
      text: `${entry.functionName} ${entry.invocationType === 'Event' ? 'took an event ' : ''}in ${millisecondsText(entry.durationMs)}${entry.error ? `: ${entry.error}` : ''}`,
      tone: entry.error ? 'bad' : 'plain',
      region: entry.region,
    };
    case 'health': return {
      text: `${entry.name ?? entry.healthCheckId} is ${entry.healthy ? 'healthy' : 'unhealthy'}: ${entry.cause}${entry.answer && !entry.healthy ? `, which said ${entry.answer}` : ''}`,
      tone: entry.healthy ? 'good' : 'bad',
    };
    case 'healthCheckUpdate': return { text: `UpdateHealthCheck of ${entry.name ?? entry.healthCheckId}: ${entry.settings.join(' and ')}`, tone: 'warning' };
    case 'alarm': return { text: `alarm ${entry.name} is ${entry.state}: ${entry.reason}`, tone: entry.state === 'ALARM' ? 'bad' : 'plain', region: entry.region };
    case 'write': return { text: `${entry.table}: ${plainText(entry.key)} is ${entry.isDeleted ? 'deleted' : 'written'}`, tone: 'plain', region: entry.region };
    case 'replication': return {
      text: `${entry.table} ${entry.from} → ${entry.to} after ${millisecondsText(entry.lagMs)}${entry.applied ? '' : ': a later write of the item was there before'}`,
      tone: 'plain',
      region: entry.to,
    };
    case 'conflict': return { text: `last writer won: ${entry.table} ${plainText(entry.key)}, ${winnerText(entry)}`, tone: 'warning', region: entry.region };
    case 'sent': return { text: `${entry.channel} to ${entry.to.join(', ')}: ${(entry.subject ?? entry.body).split('\n')[0]}`, tone: 'plain', region: entry.region };
    case 'undelivered': return {
      text: `${nameInArn(entry.from)} → ${nameInArn(entry.to)}: ${entry.deadLetter ? `in ${nameInArn(entry.deadLetter)}` : 'lost'}: ${entry.error}`,
      tone: 'bad',
      region: entry.region,
    };
    case 'denial': return { text: `${entry.path} may not ${entry.action} on ${nameInArn(entry.resource)}: ${entry.cause}`, tone: 'bad', region: entry.region };
    case 'fault': return { text: `${entry.isOver ? 'over: ' : ''}${entry.what}`, tone: entry.isOver ? 'good' : 'bad' };
    case 'deployment': {
      const what = entry.status === 'Stopped' ? `rolled back to version ${entry.before}: alarm ${entry.alarm} is raised` : `${entry.percent} % of its callers get version ${entry.version}`;
      return { text: `${entry.functionName}:${entry.alias}: ${what}`, tone: entry.status === 'Stopped' ? 'bad' : 'plain', region: entry.region };
    }
    case 'reload': return entry.error
      ? { text: `not reloaded: ${entry.error}`, tone: 'bad' }
      : { text: `reloaded ${entry.changes.join(', ') || 'and all is as it was'} in ${millisecondsText(entry.durationMs)}`, tone: 'plain' };
  }
}
