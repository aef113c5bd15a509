import { AnswerRule, ClientDefinition, millisecondsOf } from './drill-file';
import { DrillTarget } from './drill-target';
import { fill, matches } from './matches';

const DEFAULT_TIMEOUT = '10s';

/** What a client got. */
export interface Answer {
  readonly stamp: string;
  /** Which of its requests it is, from 1 on. */
  readonly sent: number;
  readonly status?: number;
  readonly servedBy?: string;
  /** The body or, where there is no answer, why. */
  readonly text: string;
  readonly json?: Readonly<Record<string, unknown>>;
  /** What kind of error it is; nothing where it is good. */
  readonly error?: string;
  readonly isStale: boolean;
}

/** What came of a request, in short. */
export interface DrillRequest {
  /** When it had its answer, or none, in seconds of AWS time since the beginning. */
  readonly at: number;
  readonly client: string;
  readonly servedBy?: string;
  readonly error?: string;
  readonly isStale?: true;
}

/** A client of the API, as it is outside: it asks for a name, from where it is, and believes what it is told for as long as it may. */
export class DrillClient {
  /** The stamps of the requests with a good answer. */
  readonly acknowledged: string[] = [];
  readonly errors = new Map<string, number>();
  readonly requests: DrillRequest[] = [];
  sent = 0;
  staleReads = 0;
  private highest = -Infinity;
  private readonly begin: number;

  constructor(
    readonly name: string,
    readonly definition: ClientDefinition,
    private readonly target: DrillTarget,
    private readonly drill: { readonly host?: string; readonly seed: number },
  ) {
    this.begin = target.clock.now();
  }

  /** What it does, in words. */
  get does(): string {
    return `${this.definition.request} from near ${this.definition.from}`;
  }

  /** Finds the stamps of its requests in a text. */
  get stampPattern(): RegExp {
    return new RegExp(`(?<![\\w-])${this.stampPrefix}\\d+`, 'g');
  }

  private get stampPrefix(): string {
    return `${this.drill.seed}-${this.name}-`;
  }

  /** Where DNS leads it now. */
  servedBy() {
    return this.target.servedBy(this.definition.from, this.drill.host);
  }

  async send(): Promise<Answer> {
    const answer = await this.sendOnce();
    const { servedBy, error, isStale } = answer;
    const at = Math.round(this.target.clock.now() - this.begin) / 1000;
    this.requests.push({ at, client: this.name, servedBy, error, isStale: isStale || undefined });
    return answer;
  }

  private async sendOnce(): Promise<Answer> {
    const sent = ++this.sent;
    const stamp = `${this.stampPrefix}${sent}`;
    const { retries = 0, rises } = this.definition;
    let answer = await this.try(stamp, sent);
    for (let retry = 0; answer.error !== undefined && retry < retries; retry++) answer = await this.try(stamp, sent);
    if (answer.error !== undefined) {
      this.errors.set(answer.error, (this.errors.get(answer.error) ?? 0) + 1);
      return answer;
    }
    this.acknowledged.push(stamp);
    if (rises === undefined) return answer;
    const number = Number(answer.json?.[rises]);
    const isStale = !(number > this.highest);
    if (isStale) this.staleReads++;
    else this.highest = number;
    return { ...answer, isStale };
  }

  private async try(stamp: string, sent: number): Promise<Answer> {
    const { from, request, headers, body, timeout = DEFAULT_TIMEOUT, answer: rule = {} } = this.definition;
    const { host } = this.drill;
    const [method, path] = fill(request, { stamp }).split(/ (.*)/);
    const filled = fill(body, { stamp });
    const told = { stamp, sent, isStale: false };
    try {
      const response = await this.target.send({
        from,
        host,
        method,
        path,
        headers: { 'x-drill-stamp': stamp, ...fill(headers, { stamp }) },
        body: filled === undefined || typeof filled === 'string' ? filled : JSON.stringify(filled),
        timeoutMs: millisecondsOf(timeout),
      });
      const answer = { ...told, ...response, json: jsonOf(response.text) };
      return { ...answer, error: whyNot(answer, rule) };
    } catch (error) {
      const isLate = (error as Error).name === 'TimeoutError';
      return { ...told, text: isLate ? `no answer in ${timeout}` : 'no answer', error: isLate ? 'timed out' : 'no answer' };
    }
  }
}

/** What an answer is not that it must be: its status where that is it. */
export function whyNot({ status, servedBy, json, sent, stamp }: Pick<Answer, 'status' | 'servedBy' | 'json' | 'sent' | 'stamp'>, rule: AnswerRule): string | undefined {
  if (rule.status === undefined ? status === undefined || status < 200 || status > 299 : status !== rule.status) return String(status ?? 'no answer');
  if (rule.servedBy !== undefined && servedBy !== rule.servedBy) return `served by ${servedBy ?? 'none'}`;
  return rule.json && !matches(json, fill(rule.json, { sent, stamp })) ? 'another answer' : undefined;
}

function jsonOf(text: string): Answer['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
