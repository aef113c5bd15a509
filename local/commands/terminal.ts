import { HEALTH_PROBE } from '../cloudformation/what-the-library-says';
import { JournalEntry } from '../machine/journal';
import { LocalRegions } from '../regions/local-regions';
import {
  alarmLine, conflictLine, denialLine, deploymentLine, faultLine, healthLine, outputLine, reloadText, replicationLine, requestLine, sentLine,
  startupText, undeliveredLine,
} from '../regions/report';
import { COLORED, PLAIN, Style } from '../regions/style';
import { isForeignFrame } from '../regions/told-failures';

/** What is printed where it is asked for; changes of health, denials, each once, and lost writes are at any rate. */
export const TOPICS = ['requests', 'handlers', 'health', 'replication'] as const;
export type Topic = typeof TOPICS[number];

/** What is printed by default: without what health checks have the library's own functions say, and without every replicated write. */
export const DEFAULT_TOPICS: readonly Topic[] = ['requests', 'handlers'];

/** Colors on a terminal, or where `FORCE_COLOR` asks for them; none with `NO_COLOR`. */
export function styleFor({ isTTY }: { readonly isTTY?: boolean }, { NO_COLOR, FORCE_COLOR }: NodeJS.ProcessEnv = process.env): Style {
  if (NO_COLOR || ['0', 'false'].includes(FORCE_COLOR!)) return PLAIN;
  return isTTY || FORCE_COLOR !== undefined ? COLORED : PLAIN;
}

/** What the command prints, in lines for people or for programs. */
export class Terminal {
  private readonly style: Style;

  constructor(private readonly topics: readonly Topic[], private readonly isJson: boolean) {
    this.style = styleFor(process.stdout);
  }

  tellStart(regions: LocalRegions) {
    const { url, awsUrl, dns, regions: names, tables, unsupported, warnings, journal } = regions;
    const start = { kind: 'start', at: regions.clock.now(), url, awsUrl, dns, regions: names, tables, unsupported, warnings };
    this.print(() => startupText(regions, this.style), start);
    journal.on('health', change => this.print(() => healthLine(change, this.style), change));
    journal.on('alarm', change => {
      if ([change.state, change.before].includes('ALARM')) this.print(() => alarmLine(change, this.style), change);
    });
    journal.on('deployment', step => this.print(() => deploymentLine(step, this.style), step));
    journal.on('fault', change => this.print(() => faultLine(change, this.style), change));
    journal.on('sent', message => this.print(() => sentLine(message, this.style), message));
    journal.on('undelivered', message => this.print(() => undeliveredLine(message, this.style), message));
    const denied = new Set<string>();
    journal.on('denial', denial => {
      const what = JSON.stringify({ ...denial, at: undefined });
      if (!denied.has(what)) this.print(() => denialLine(denial, this.style), denial);
      denied.add(what); // a health check would say it again and again
    });
    journal.on('reload', reload => this.print(() => reloadText(reload, this.style), reload));
    journal.on('conflict', lost => this.print(() => conflictLine(lost, this.style), lost));
    journal.on('replication', write => {
      if (this.topics.includes('replication')) this.print(() => replicationLine(write, this.style), write);
    });
  }

  tellRequest(request: JournalEntry<'request'>) {
    if (this.topics.includes('requests')) this.print(() => requestLine(request, this.style), request);
  }

  tellOutput(output: JournalEntry<'output'>) {
    if (!this.isJson && isForeignFrame(output.line)) return;
    if (this.topics.includes(output.path.endsWith(`/${HEALTH_PROBE}/Function`) ? 'health' : 'handlers')) this.print(() => outputLine(output, this.style), output);
  }

  private print(line: () => string, entry: { readonly kind: string; readonly at: number }) {
    const text = this.isJson ? JSON.stringify({ ...entry, at: new Date(entry.at).toISOString() }) : line();
    process.stdout.write(`${text}\n`);
  }
}
