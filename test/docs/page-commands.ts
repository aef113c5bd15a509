import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** What a reader of the documentation types, as a shell takes it. */
export const ROOT = path.join(__dirname, '..', '..');

export interface Call {
  /** Where it stands: the file, and the line of the block or of the text. */
  readonly at: string;
  readonly command: string;
  readonly args: string[];
}

export const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...pagesIn('docs'), ...pagesIn('examples')];

function pagesIn(directory: string): string[] {
  return fs.readdirSync(path.join(ROOT, directory), { withFileTypes: true }).flatMap(entry => {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) return /node_modules|cdk\.out|\.venv|target/.test(entry.name) ? [] : pagesIn(file);
    return entry.name.endsWith('.md') ? [file] : [];
  });
}

export function read(page: string): string {
  return fs.readFileSync(path.join(ROOT, page), 'utf8');
}

/** What answers where the answer is an id or an ARN. */
export const ANSWER = '12345678-1234-1234-1234-123456789012';

/** A program that pages name, and what stands in for it where others need its answer. */
const PROGRAMS: { [name: string]: string } = {
  'aws': 'echo "$ANSWER"',
  'multi-region': '',
  'npx': 'echo "$ANSWER"',
  'npm': '',
  'cdk': '',
  'curl': '',
  'dig': 'echo ns-1.example.net',
  'jq': 'echo "$ANSWER"',
  'git': '',
  'run': '',
  'pip': '',
  'python': '',
  'python3': '',
  'source': '',
  'mvn': '',
  'go': '',
  'cd': '',
  'cat': '',
  'sort': '',
  'head': 'echo ns-1.example.net',
  'date': 'echo 2026-11-30T12:00:00Z',
  // Time passes: what was waited for has come, and nobody repeats a command for ever.
  'sleep': 'ANSWER=0; (( slept++ < 2 ))',
};

/** What a reader puts in the place of `<…>`. */
const PLACEHOLDERS: { [placeholder: string]: string } = {
  'account': '111122223333',
  'arn': 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
  'certificate in us-east-1': 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
  'function': 'HitCounter-us-east-1-HelloB0A1C2D3',
  'handle': 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  'hash': 'b4d31e5f',
  'id': 'Z0123456789ABC',
  'logical id': 'HitCounterHitsRecord',
  "of the CDK's bootstrap": 'cdk-hnb659fds-assets-111122223333-us-east-1',
  'ResourceRecord.Name': '_a79865eb4cd1a6ab990a45779b4e0b96.hello.example.com.',
  'ResourceRecord.Value': '_424c7224e9b0146f9a8808af955727d0.acm-validations.aws.',
  'the last good version': 'v1.2.3',
  'the one before': '7',
  'value': 'hunter2',
};

function filled(text: string, at: string): string {
  return text.replace(/<([A-Za-z][^<>\n]*)>/g, (_, placeholder: string) => {
    if (PLACEHOLDERS[placeholder] === undefined) throw new Error(`${at}: nobody knows what stands for <${placeholder}>`);
    return PLACEHOLDERS[placeholder];
  });
}

interface Script {
  readonly at: string;
  readonly text: string;
}

export const SHELLS = ['console', 'sh'];
export const FENCE = /^ *```(\S*)[^\n]*\n([\s\S]*?)^ *```$/gm;

/** The blocks that are for a shell. Of those with prompts what follows a prompt is typed, and the rest is answered. */
function blocksOf(text: string, page: string): Script[] {
  return [...text.matchAll(FENCE)].filter(([, language]) => SHELLS.includes(language)).map(({ 2: block, index }) => {
    const prompted = [...block.matchAll(/^ *\$ (.*(?:\\\n.*)*)/gm)].map(([, line]) => line);
    return { at: placeOf(page, text, index), text: prompted.length > 0 ? prompted.join('\n') : block };
  });
}

/** Commands within the text. One word names a program, and types nothing. */
function mentionsOf(text: string, page: string): Script[] {
  const prose = text.replace(FENCE, block => block.replace(/[^\n]/g, ' '));
  return [...prose.matchAll(/`([^`]+)`/g)]
    .map(({ 1: code, index }) => ({ at: placeOf(page, text, index), text: code.replace(/\s+/g, ' ') }))
    .filter(({ text: code }) => PROGRAMS[code.split(' ')[0]] !== undefined && !/^(?:npx )?[\w-]+$/.test(code));
}

function placeOf(page: string, text: string, index: number): string {
  return `${page}:${text.slice(0, index).split('\n').length}`;
}

export interface Typed {
  readonly calls: Call[];
  /** What bash says: of a syntax error, an event that is not found, or a program that nobody has named here. */
  readonly complaints: string;
}

/** Types a page into bash, as in a terminal: `!` is history there. Each program is a function that tells what it was called with. */
export function typed(text: string, page: string): Typed {
  const scripts = [...blocksOf(text, page), ...mentionsOf(text, page)];
  const program = [
    'PATH=',
    'tell() { printf "%s\\0" "$AT" "$#" "$@" >&3; }',
    ...Object.entries(PROGRAMS).map(([name, then]) => `${name}() { tell ${name} "$@"; ${then || ':'}; }`),
    // A program by its path is one by its name.
    ...scripts.map(({ at, text: script }) => `AT=${at}; slept=0; ANSWER=${ANSWER}\n${filled(script, at).replace(/^(?:[\w.-]+\/)+(?=\S+( |$))/gm, '')}\n`),
  ].join('\n');
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'typed-'));
  try {
    fs.writeFileSync(path.join(directory, 'page.sh'), program);
    const { output, error } = spawnSync('bash', ['--norc', '-o', 'history', '-o', 'histexpand', 'page.sh'], {
      cwd: directory, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe', 'pipe'], timeout: 30_000,
    });
    if (error) throw error;
    return { calls: callsIn(output[3]!), complaints: output[2]! };
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

function callsIn(told: string): Call[] {
  const words = told.split('\0');
  const calls: Call[] = [];
  for (let i = 0; i + 1 < words.length;) {
    const [at, count] = words.slice(i, i + 2);
    const [command, ...args] = words.slice(i + 2, i + 2 + Number(count));
    calls.push({ at, command, args });
    i += 2 + Number(count);
  }
  return calls;
}
