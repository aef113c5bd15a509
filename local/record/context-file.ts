import * as fs from 'fs';
import * as path from 'path';

export const CONTEXT_FILE = 'cdk.context.json';

/** The `cdk.context.json` of an app. */
export class ContextFile {
  readonly values: Record<string, any>;
  private readonly file: string;
  private readonly text: string;

  constructor(directory: string) {
    this.file = path.join(directory, CONTEXT_FILE);
    this.text = fs.existsSync(this.file) ? fs.readFileSync(this.file, 'utf8') : '{}\n';
    try {
      this.values = JSON.parse(this.text);
    } catch (error) {
      throw new Error(`${CONTEXT_FILE} is not JSON: ${(error as Error).message}`);
    }
  }

  /** Writes values in place of those that were, in the manner of the file; all others stay. */
  write(values: Record<string, unknown>) {
    const [indent] = /^[ \t]+(?=")/m.exec(this.text) ?? ['  '];
    fs.writeFileSync(this.file, JSON.stringify({ ...this.values, ...values }, undefined, indent) + (this.text.endsWith('\n') ? '\n' : ''));
  }
}
