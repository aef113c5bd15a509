import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** A temporary directory for function code that is written into a template, since workers load files; whoever writes the first makes it. */
export class InlineCode {
  readonly directory: string;

  constructor(id: string) {
    this.directory = path.join(os.tmpdir(), `multi-region-${id}`);
  }

  stop() {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
