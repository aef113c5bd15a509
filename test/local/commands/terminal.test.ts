import { Terminal, Topic } from '../../../local/commands/terminal';

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
