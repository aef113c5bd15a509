import { Style } from '../regions/style';

/** Begins the line of a terminal anew. */
const REWRITE = '\r\u001b[K';

/** What CDK says when it begins to bundle a function's code. */
const BUNDLING = /^Bundling asset (.+?)(?:\/Code\/Stage)?\.\.\.$/;

/** What the start is doing, beside what the app prints meanwhile: on a terminal a line that is written over, else a line each. */
export class Progress {
  private doing = '';
  private rest = '';
  private readonly isRewritten: boolean;

  constructor(private readonly stream: NodeJS.WriteStream, private readonly style: Style) {
    this.isRewritten = stream.isTTY && process.env.TERM !== 'dumb';
  }

  tell(doing: string) {
    this.doing = `${doing} …`;
    if (this.isRewritten) this.rewrite();
    else this.stream.write(`${this.doing}\n`);
  }

  /** Prints whole lines of what the app says; blank ones go. */
  tellApp(text: string) {
    const lines = `${this.rest}${text}`.split(/\r?\n/);
    this.rest = lines.pop()!;
    lines.filter(line => line.trim()).forEach(line => this.tellLine(line));
  }

  /** Leaves nothing of it on a terminal. */
  end() {
    this.tellApp('\n');
    this.doing = '';
    if (this.isRewritten) this.rewrite();
  }

  private tellLine(line: string) {
    const [, asset] = BUNDLING.exec(line) ?? [];
    if (asset) return this.tell(`Bundling ${asset}`);
    this.stream.write(`${this.isRewritten ? REWRITE : ''}${line}\n`);
    if (this.isRewritten) this.rewrite();
  }

  private rewrite() {
    this.stream.write(`${REWRITE}${this.style('dim', this.doing.slice(0, (this.stream.columns || 80) - 1))}`);
  }
}
