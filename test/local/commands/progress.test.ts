import { Progress } from '../../../local/commands/progress';
import { COLORED, PLAIN } from '../../../local/regions/style';

/** What is on the screen of a stream after all that was written. */
function written(isTTY: boolean, act: (progress: Progress) => void, columns = 80): string {
  let text = '';
  act(new Progress({ isTTY, columns, write: (part: string) => { text += part; } } as unknown as NodeJS.WriteStream, PLAIN));
  return text;
}

/** The lines that a terminal shows. */
const screen = (text: string) => text.split('\n').map(line => line.split('\r\u001b[K').at(-1));

const start = (progress: Progress) => {
  progress.tell('Synthesizing: npx tsx app.ts');
  progress.tellApp('Bundling asset Shop/us-east-1/Shop/Orders/Code/Stage...\n\n  index.js  1.9kb\nNo');
  progress.tellApp('te: it is new\nthe last');
  progress.tell('Loading 2 functions');
};

test('a stream that is no terminal gets a line for each step, and what the app prints, in whole lines without blank ones', () => {
  expect(written(false, progress => { start(progress); progress.end(); })).toBe([
    'Synthesizing: npx tsx app.ts …', 'Bundling Shop/us-east-1/Shop/Orders …', '  index.js  1.9kb', 'Note: it is new', 'Loading 2 functions …', 'the last', '',
  ].join('\n'));
});

test('a terminal has one line that is written over, below what the app prints', () => {
  expect(screen(written(true, start))).toEqual(['  index.js  1.9kb', 'Note: it is new', 'Loading 2 functions …']);
});

test('a line is never longer than the terminal is wide', () => {
  expect(screen(written(true, progress => progress.tell('Synthesizing: npx tsx app.ts'), 20))).toEqual(['Synthesizing: npx t']);
});

test('at the end nothing of it is left on a terminal', () => {
  expect(screen(written(true, progress => { start(progress); progress.end(); }))).toEqual(['  index.js  1.9kb', 'Note: it is new', 'the last', '']);
});

test('what the app prints has its own colors', () => {
  const lines: string[] = [];
  const progress = new Progress({ isTTY: true, columns: 80, write: (part: string) => lines.push(part) } as unknown as NodeJS.WriteStream, COLORED);
  progress.tell('Synthesizing');
  progress.tellApp('built\n');
  expect(lines.slice(0, 2)).toEqual(['\r\u001b[K\u001b[2mSynthesizing …\u001b[22m', '\r\u001b[Kbuilt\n']);
});
