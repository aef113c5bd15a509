import { styleFor, Terminal, Topic } from '../../../local/commands/terminal';
import { ManualClock } from '../../../local/machine/clock';
import { Journal } from '../../../local/machine/journal';
import { LocalRegions } from '../../../local/regions/local-regions';
import { COLORED, PLAIN } from '../../../local/regions/style';

afterEach(() => jest.restoreAllMocks());

const output = (path: string) => ({ kind: 'output', at: 0, region: 'eu-west-1', functionName: 'f', path, line: 'said' }) as const;

/** What a terminal prints of a handler and of the library's own function. */
function printed(topics: Topic[]): string[] {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const terminal = new Terminal(topics, true);
  ['Shop/eu-west-1/Shop/Orders', 'Shop/eu-west-1/Shop/Health/HealthProbe/Function'].forEach(path => terminal.tellOutput(output(path)));
  const lines = write.mock.calls.map(([text]) => JSON.parse(String(text)).path.split('/').at(-1));
  write.mockRestore();
  return lines;
}

test.each<[Topic[], string[]]>([[['handlers'], ['Orders']], [['health'], ['Function']], [['handlers', 'health'], ['Orders', 'Function']], [['requests'], []]])(
  'with %j, what %j prints is told', (topics, functions) => {
    expect(printed(topics)).toEqual(functions);
  });

test('of a stack trace, the frames of the handler are told', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const terminal = new Terminal(['handlers'], false);
  const frames = ['Error: no', '    at Object.<anonymous> (/app/cdk.out/asset.1/index.js:28:7)', '    at Module.load (node:internal/modules/cjs/loader:1266:32)', '    at loadModule (/app/node_modules/p/lib/local/services/lambda/worker.js:2:6339)'];
  frames.forEach(line => terminal.tellOutput({ ...output('Shop/eu-west-1/Shop/Orders'), line }));
  expect(write.mock.calls.map(([text]) => String(text).split('| ')[1])).toEqual(['Error: no\n', '    at Object.<anonymous> (/app/cdk.out/asset.1/index.js:28:7)\n']);
});

test.each([
  ['a terminal', { isTTY: true }, {}, COLORED],
  ['a file', {}, {}, PLAIN],
  ['a file, where colors are asked for', {}, { FORCE_COLOR: '1' }, COLORED],
  ['a terminal, where they are not', { isTTY: true }, { FORCE_COLOR: '0' }, PLAIN],
  ['a terminal, where none are wanted', { isTTY: true }, { NO_COLOR: '1', FORCE_COLOR: '1' }, PLAIN],
  ['a terminal with an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, COLORED],
])('%s has its style', (_, stream, env, style) => {
  expect(styleFor(stream, env)).toBe(style);
});

test('what a role does not allow is told once, at any rate', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const clock = new ManualClock();
  const journal = new Journal(clock);
  new Terminal([], true).tellStart({ journal, clock } as unknown as LocalRegions);
  const denial = { region: 'eu-west-1', functionName: 'f', path: 'Shop/Orders', resource: '*', cause: 'no statement of its role allows it' };
  ['ListTables', 'ListTables', 'GetItem'].forEach(action => journal.write('denial', { ...denial, action }));
  expect(write.mock.calls.map(([text]) => JSON.parse(String(text)).action)).toEqual([undefined, 'ListTables', 'GetItem']);
});
