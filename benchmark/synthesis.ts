import * as fs from 'fs';
import * as os from 'os';
import { App } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { AppSize, byHand, withTheConstruct } from './synthesized-apps';

/**
 * How long an app takes to synthesize with the construct and with the same resources written by hand, in turns in one
 * process, and how both grow from 3 to 12 Regions. Figures are medians; the two templates are first compared by their resources.
 */
const REGIONS = [
  'us-east-1', 'eu-west-1', 'ap-southeast-1', 'us-west-2', 'eu-central-1', 'ap-northeast-1', 'us-east-2', 'eu-west-2', 'ap-southeast-2', 'sa-east-1',
  'eu-north-1', 'ca-central-1',
];
const COUNTS = [3, 6, 9, 12];
const ROUNDS = Number(process.env.ROUNDS ?? 15);
const WARM_UP = 3;

function main() {
  console.log(`Synthesis in milliseconds, medians of ${ROUNDS} rounds, ${os.cpus().length} cores, Node.js ${process.version}\n`);
  for (const [name, routes] of [['hit counter', 1], ['50 routes', 50]] as const) {
    const rows = COUNTS.map(count => measure({ regions: REGIONS.slice(0, count), routes }));
    console.log([`${name}:`, ...rows.map(render)].join('\n'));
    const growth = (of: (row: Row) => number) => ((of(rows.at(-1)!) / of(rows[0])) / (COUNTS.at(-1)! / COUNTS[0])).toFixed(2);
    console.log(`  from ${COUNTS[0]} to ${COUNTS.at(-1)} Regions, time by Regions: ${growth(row => row.construct)} with the construct, ${growth(row => row.byHand)} by hand (1 is linear)\n`);
  }
}

interface Row {
  readonly regions: number;
  readonly resources: number;
  readonly construct: number;
  readonly byHand: number;
}

function measure(size: AppSize): Row {
  const resources = compare(size);
  const times = { construct: [] as number[], byHand: [] as number[] };
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    // In turns, and each first in half of the rounds.
    const turns = [['construct', withTheConstruct], ['byHand', byHand]] as const;
    for (const [which, make] of round % 2 ? [...turns].reverse() : turns) {
      const begin = process.hrtime.bigint();
      synthesize(make(size));
      const took = Number(process.hrtime.bigint() - begin) / 1e6;
      if (round >= WARM_UP) times[which].push(took);
    }
  }
  return { regions: size.regions.length, resources, construct: median(times.construct), byHand: median(times.byHand) };
}

/** That both make the same resources, by their number of each type in each stack. */
function compare(size: AppSize): number {
  const [construct, hand] = [withTheConstruct, byHand].map(make => typesOf(make(size)));
  if (JSON.stringify(construct) !== JSON.stringify(hand)) {
    throw new Error(`The apps differ:\n${JSON.stringify(construct)}\n${JSON.stringify(hand)}`);
  }
  return construct.length;
}

function typesOf(app: App): string[] {
  return app.synth().stacks.flatMap(({ stackName, template }) => Object.values<{ Type: string }>(template.Resources).map(({ Type }) => `${stackName} ${Type}`)).sort();
}

function synthesize(app: App): CloudAssembly {
  const assembly = app.synth();
  fs.rmSync(assembly.directory, { recursive: true });
  return assembly;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function render({ regions, resources, construct, byHand: hand }: Row): string {
  const columns = [`${regions} Regions`, `${resources} resources`, `construct ${construct.toFixed(0)}`, `by hand ${hand.toFixed(0)}`, `ratio ${(construct / hand).toFixed(2)}`];
  return `  ${columns.map(column => column.padEnd(16)).join('').trimEnd()}`;
}

main();
