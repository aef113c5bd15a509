import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { RecordFolder } from '../../../local/machine/record-folder';

/** The module itself, for what fails in it. */
const system = require('fs') as typeof fs;

let directory: string;

beforeEach(() => { directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'records-')), 'data'); });

afterEach(() => fs.rmSync(path.dirname(directory), { recursive: true }));

const file = (name: string) => path.join(directory, name);
const files = () => fs.readdirSync(directory).filter(name => !name.startsWith('lock-')).sort();
const contents = () => Object.fromEntries(files().map(name => [name, fs.readFileSync(file(name), 'utf8')]));
const manifest = () => JSON.parse(fs.readFileSync(file('kept.json'), 'utf8'));

/** Makes a folder with these records, as a process that is killed leaves it. */
function killedAfter(saved: object[], ...appended: object[]) {
  const folder = RecordFolder.open(directory);
  folder.rewrite(saved);
  appended.forEach(record => folder.append(record));
  fs.readdirSync(directory).filter(name => name.startsWith('lock-')).forEach(name => fs.rmSync(file(name)));
}

function read(): object[] {
  const folder = RecordFolder.open(directory);
  try {
    return [...folder.records()];
  } finally {
    folder.close();
  }
}

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message.replaceAll(directory, '<folder>');
  }
  throw new Error('it was not refused');
}

test('a folder that is not there is made, and has no records', () => {
  expect(read()).toEqual([]);
});

test('records are there in their order after a process was killed', () => {
  killedAfter([{ a: 1 }, { b: 'zwölf\n' }], { c: 3 }, { d: 4 });
  expect(read()).toEqual([{ a: 1 }, { b: 'zwölf\n' }, { c: 3 }, { d: 4 }]);
});

test('records take the place of those of before, of which no file stays', () => {
  killedAfter([{ a: 1 }], { b: 2 });
  const folder = RecordFolder.open(directory);
  folder.rewrite([{ c: 3 }]);
  folder.append({ d: 4 });
  folder.close();
  expect(read()).toEqual([{ c: 3 }, { d: 4 }]);
  expect(files()).toEqual(['kept.json', 'records-2.log']);
});

test('lines that are longer than what is read at once are whole', () => {
  const long = ['x', 'y'].map(letter => ({ text: letter.repeat(3_000_000) }));
  killedAfter([{ a: 1 }, ...long, { b: 2 }]);
  expect(read()).toEqual([{ a: 1 }, ...long, { b: 2 }]);
});

test('half a record at the end, as the process was killed while it wrote, is left out at every byte', () => {
  killedAfter([{ a: 1 }], { b: 2 }, { c: 3 });
  const whole = fs.readFileSync(file('records-1.log'));
  const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
  for (let length = last; length < whole.length; length++) {
    fs.writeFileSync(file('records-1.log'), whole.subarray(0, length));
    expect(read()).toEqual([{ a: 1 }, { b: 2 }]);
  }
});

test('a process may be killed at every step of a rewrite', () => {
  killedAfter([{ a: 1 }], { b: 2 });
  const steps: string[] = [];
  for (const step of ['openSync', 'writeSync', 'fsyncSync', 'writeFileSync', 'renameSync', 'rmSync'] as const) {
    const copy = fs.mkdtempSync(path.join(path.dirname(directory), 'copy-'));
    fs.cpSync(directory, copy, { recursive: true });
    const folder = RecordFolder.open(copy);
    const spy = jest.spyOn(system, step).mockImplementation(() => { throw new Error('killed'); });
    try {
      expect(() => folder.rewrite([{ c: 3 }])).toThrow('killed');
    } finally {
      spy.mockRestore();
    }
    fs.readdirSync(copy).filter(name => name.startsWith('lock-')).forEach(name => fs.rmSync(path.join(copy, name)));
    const after = RecordFolder.open(copy);
    steps.push(JSON.stringify([...after.records()]));
    after.rewrite([{ d: 4 }]);
    after.close();
    expect(fs.readdirSync(copy)).toHaveLength(2);
  }
  const [before, now] = ['[{"a":1},{"b":2}]', '[{"c":3}]'];
  expect(steps).toEqual([before, before, before, before, before, now]);
});

test('records that cannot be rewritten stay, and others are added to them', () => {
  const folder = RecordFolder.open(directory);
  folder.rewrite([{ a: 1 }]);
  const spy = jest.spyOn(system, 'renameSync').mockImplementation(() => { throw new Error('EIO'); });
  expect(() => folder.rewrite([{ b: 2 }])).toThrow('EIO');
  spy.mockRestore();
  folder.append({ c: 3 });
  folder.close();
  expect(read()).toEqual([{ a: 1 }, { c: 3 }]);
});

test('a process may be killed at every step of the first rewrite', () => {
  for (const step of ['openSync', 'fsyncSync', 'renameSync'] as const) {
    const folder = RecordFolder.open(directory);
    const spy = jest.spyOn(system, step).mockImplementation(() => { throw new Error('killed'); });
    try {
      expect(() => folder.rewrite([{ c: 3 }])).toThrow('killed');
    } finally {
      spy.mockRestore();
    }
    fs.readdirSync(directory).filter(name => name.startsWith('lock-')).forEach(name => fs.rmSync(file(name)));
    expect(read()).toEqual([]);
  }
});

test('a record that cannot be written is not there, nor is any part of it, and the next is', () => {
  const folder = RecordFolder.open(directory);
  folder.rewrite([{ a: 1 }]);
  const write = fs.writeSync;
  const spy = jest.spyOn(system, 'writeSync').mockImplementationOnce(((to: number, bytes: Buffer, from: number, length: number, position: number) => {
    write(to, bytes, from, length - 5, position);
    throw new Error('ENOSPC: no space left on device');
  }) as never);
  expect(() => folder.append({ b: 'a long record' })).toThrow('ENOSPC');
  spy.mockRestore();
  folder.append({ c: 3 });
  folder.close();
  expect(read()).toEqual([{ a: 1 }, { c: 3 }]);
});

test('a folder that is closed takes no records', () => {
  const folder = RecordFolder.open(directory);
  folder.rewrite([]);
  folder.close();
  expect(() => folder.append({ a: 1 })).toThrow('The folder is closed');
});

describe('a folder is refused, and nothing in it is changed,', () => {
  test.each<[string, () => void, string]>([
    [
      'where a bit of a record is another',
      () => {
        const bytes = fs.readFileSync(file('records-1.log'));
        bytes[bytes.indexOf('two')]++;
        fs.writeFileSync(file('records-1.log'), bytes);
      },
      'that is whole, got: <folder> (line 2 of records-1.log has another checksum than it was written with. Nothing in it has been changed). Either put a copy of it in its place, or name another folder',
    ],
    [
      'where a line is gone from what was saved',
      () => fs.writeFileSync(file('records-1.log'), fs.readFileSync(file('records-1.log'), 'utf8').split('\n').slice(0, 1).join('\n') + '\n'),
      'that is whole, got: <folder> (records-1.log ends after 23 bytes, within line 2, and had 46 or more. Nothing in it has been changed)',
    ],
    ['where it ends within what was saved', () => fs.truncateSync(file('records-1.log'), 30), 'that is whole, got: <folder> (records-1.log ends after 30 bytes, within line 2, and had 46 or more.'],
    ['where the records are gone', () => fs.rmSync(file('records-1.log')), 'that is whole, got: <folder> (ENOENT: no such file or directory, open \'<folder>/records-1.log\'.'],
    ['where kept.json is gone', () => fs.rmSync(file('kept.json')), 'that is empty, or that the local Regions made, got: <folder> (it has records-1.log and no kept.json). Name another folder'],
    ['where kept.json is no JSON', () => fs.writeFileSync(file('kept.json'), '{'), 'that is whole, got: <folder> (kept.json cannot be read ('],
    ['where kept.json says nothing', () => fs.writeFileSync(file('kept.json'), '{}'), 'that is whole, got: <folder> (kept.json does not say where the records are.'],
    ['where kept.json names another file', () => fs.writeFileSync(file('kept.json'), '{"format":1,"records":"/etc/passwd","bytes":1}'), 'that is whole, got: <folder> (kept.json does not say where the records are.'],
    [
      'where it is of another version',
      () => fs.writeFileSync(file('kept.json'), JSON.stringify({ ...manifest(), format: 2 })),
      'of format 1, got: <folder> (its format is 2). Either take the version of this package that made it, or name another folder',
    ],
  ])('%s', (_, damage, refusal) => {
    killedAfter([{ one: 'one' }, { two: 'two' }], { three: 'three' });
    damage();
    const before = contents();
    expect(refusalOf(read)).toContain(`\`persist\` (\`--persist\`) must be a folder ${refusal}`);
    expect(contents()).toEqual(before);
    expect(fs.readdirSync(directory)).toEqual(files()); // nor is it locked
  });

  test('where it was closed with more than it has', () => {
    const folder = RecordFolder.open(directory);
    folder.rewrite([{ a: 1 }]);
    folder.append({ b: 2 });
    folder.close();
    fs.truncateSync(file('records-1.log'), 20);
    expect(refusalOf(read)).toContain('(records-1.log ends after 20 bytes, within line 2, and had 34 or more.');
  });

  test('where something else is in it', () => {
    fs.mkdirSync(directory);
    fs.writeFileSync(file('package.json'), '{}');
    expect(refusalOf(read)).toBe('`persist` (`--persist`) must be a folder that is empty, or that the local Regions made, got: <folder> (it has package.json and no kept.json). Name another folder');
    expect(fs.readdirSync(directory)).toEqual(['package.json']);
  });

  test('where it is a file', () => {
    fs.writeFileSync(directory, '');
    expect(refusalOf(read)).toBe('`persist` (`--persist`) must be a folder that can be written, got: <folder> (EEXIST: file already exists, mkdir \'<folder>\'). Name another folder');
  });

  test('where it is in use', () => {
    const folder = RecordFolder.open(directory);
    folder.rewrite([{ a: 1 }]);
    expect(refusalOf(read)).toBe(`\`persist\` (\`--persist\`) must be a folder that no other run uses, got: <folder> (process ${process.pid} uses it). Either stop that one, or name another folder`);
    folder.close();
    expect(read()).toEqual([{ a: 1 }]);
  });
});
