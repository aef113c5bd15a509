import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** A temporary directory for function code that is written into a template, since workers load files. */
export class InlineCode {
  readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), 'multi-region-'));

  stop() {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}
