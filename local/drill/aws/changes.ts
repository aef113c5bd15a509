import * as fs from 'fs';
import * as path from 'path';

/** What a drill changes, as it was before. */
export type Change =
  | { readonly kind: 'health check'; readonly region: string; readonly id: string; readonly disabled: boolean; readonly inverted: boolean }
  | { readonly kind: 'drain switch'; readonly region: string; readonly table: string; readonly peers: readonly string[] }
  | { readonly kind: 'experiment'; readonly region: string; readonly templateId: string };

interface Written {
  readonly drill: string;
  /** Of the process that plays it. */
  readonly pid: number;
  /** Where AWS is. @default - on AWS */
  readonly endpoint?: string;
  readonly changes: readonly Change[];
}

/** What a drill has to restore, written down beside cdk.json before it is changed: it outlives the process. */
export class Changes {
  /** Where what was changed is written down. */
  readonly file: string;
  private written?: Written;

  constructor(directory: string) {
    this.file = path.join(directory, '.multi-region', 'drill.json');
    if (fs.existsSync(this.file)) this.written = JSON.parse(fs.readFileSync(this.file, 'utf8'));
  }

  /** What a drill that has ended left behind, or one that goes on will restore. */
  get left(): Written | undefined {
    return this.written;
  }

  /** Whether the drill that wrote it goes on. */
  get isUnderWay(): boolean {
    if (!this.written || this.written.pid === process.pid) return false;
    try {
      process.kill(this.written.pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }

  /** Another drill at the same time would restore what this one changes. */
  begin(drill: string, endpoint?: string) {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    this.write({ drill, pid: process.pid, endpoint, changes: [] });
  }

  /** Comes before what is changed: only the first of a thing says how it was before the drill. */
  add(change: Change) {
    if (this.of(change)) return;
    this.write({ ...this.written!, changes: [...this.written!.changes, change] });
  }

  /** How that was which a change is about. */
  of(change: Pick<Change, 'kind' | 'region'>): Change | undefined {
    return this.written?.changes.find(other => keyOf(other) === keyOf(change));
  }

  /** Comes after it was restored. */
  remove(change: Change) {
    this.write({ ...this.written!, changes: this.written!.changes.filter(other => keyOf(other) !== keyOf(change)) });
  }

  end() {
    fs.rmSync(this.file, { force: true });
    this.written = undefined;
  }

  /** A process that ends meanwhile leaves the old or the new file. */
  private write(written: Written) {
    const next = `${this.file}.${process.pid}`;
    const file = fs.openSync(next, 'w');
    fs.writeSync(file, `${JSON.stringify(written, undefined, 2)}\n`);
    fs.fsyncSync(file);
    fs.closeSync(file);
    fs.renameSync(next, this.file);
    this.written = written;
  }
}

function keyOf(change: Pick<Change, 'kind' | 'region'>): string {
  return [change.kind, change.region, 'templateId' in change && change.templateId].join();
}

/** What is restored, in words. */
export function changeText(change: Change): string {
  switch (change.kind) {
    case 'health check': return `the health check of ${change.region} (${change.id}): ${change.disabled ? 'disabled' : 'not disabled'}, ${change.inverted ? 'inverted' : 'not inverted'}`;
    case 'drain switch': return `${change.region}: not drained (${change.table})`;
    case 'experiment': return `the experiment ${change.templateId} in ${change.region}: stopped`;
  }
}
