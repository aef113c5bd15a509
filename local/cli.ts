import * as fs from 'fs';
import * as path from 'path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LocalRegions } from './local-regions';
import { DEFAULT_REPLICATION_LAG_MS } from './local-regions-options';
import { outputLine, requestLine, startupText } from './report';
import { start } from './start';

/** What `npx multi-region` says and does; the only reader of the command line. */
async function main(argv: string[]) {
  const program = new Command('multi-region')
    .description('Several AWS Regions on this machine: what a CDK app deploys, without an AWS account')
    .version(version())
    .exitOverride();

  program.command('local')
    .description('run the Regions of a CDK app')
    .option('--app <command or directory>', 'the command that synthesizes the app, or a cdk.out directory (default: `app` in cdk.json)')
    .addOption(new Option('--port <number>', 'the port for callers of the API, 0 for any free one').argParser(number).default(3000))
    .addOption(new Option('--aws-port <number>', 'the port for AWS clients, 0 for any free one').argParser(number).default(3100))
    .addOption(new Option('--time-scale <number>', 'how many seconds of AWS time pass in one real second').argParser(number).default(1))
    .option('--from <region>', 'the Region that callers are near who send no x-client-location (default: the first of the app)')
    .addOption(new Option('--replication-lag <ms>', 'the mean time that a write takes to the other Regions').argParser(number).default(DEFAULT_REPLICATION_LAG_MS))
    .option('--quiet', 'print no requests and no output of handlers', false)
    .action(local);

  await program.parseAsync(argv);
}

interface LocalFlags {
  readonly app?: string;
  readonly port: number;
  readonly awsPort: number;
  readonly timeScale: number;
  readonly from?: string;
  readonly replicationLag: number;
  readonly quiet: boolean;
}

/** A worker that is out of memory may not end when it is told to; the process does. */
const LONGEST_STOP_MS = 900;

async function local({ quiet, ...flags }: LocalFlags) {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const interrupt = new AbortController();
  let regions: LocalRegions | undefined;
  for (const [signal, exitCode] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    process.once(signal, () => {
      process.exitCode = regions ? 0 : exitCode;
      setTimeout(() => process.exit(), LONGEST_STOP_MS);
      interrupt.abort();
      void regions?.stop().finally(() => process.exit());
    });
  }
  regions = await start({
    ...flags,
    signal: interrupt.signal,
    onServed: quiet ? undefined : request => print(requestLine(request)),
    onOutput: quiet ? undefined : output => print(outputLine(output)),
  });
  print(startupText(regions));
  regions.onHealthChange(({ name, healthCheckId, healthy }) => print(`Route 53: ${name ?? healthCheckId} is ${healthy ? 'healthy' : 'unhealthy'}`));
}

/** From the package that this bundle, `lib/local/cli.js`, is part of. */
function version(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
}

function number(value: string): number {
  if (value.trim() === '' || Number.isNaN(Number(value))) {
    throw new InvalidArgumentError('It must be a number.');
  }
  return Number(value);
}

main(process.argv).catch((error: Error) => {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`${error.message}\n`);
  }
  process.exit(error instanceof CommanderError ? error.exitCode : process.exitCode ?? 1);
});
