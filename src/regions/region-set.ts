import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { knownRegions } from './region-name';
import { refusal } from '../synthesis/refusal';

/**
 * Which Regions one API lives in, and which of them holds the definitions of its tables.
 */
export class RegionSet {
  readonly names: string[];
  readonly primary: string;

  constructor(names: string[], primary: string = names?.[0]) {
    validateIsList(names);
    validateLiterals(names, primary);
    validateCount(names);
    validateKnown(names);
    validateOnePartition(names);
    if (!names.includes(primary)) {
      throw refusal('`primaryRegion` must be one of `regions`', primary, `\`regions\` are: ${names.join(', ')}`);
    }
    this.names = [...names];
    this.primary = primary;
  }

  includes(region: string): boolean {
    return this.names.includes(region);
  }
}

/**
 * The Regions among which a strongly consistent table can be.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html#V2globaltables_HowItWorks.consistency-modes
 */
const STRONG_SETS = [
  ['us-east-1', 'us-east-2', 'us-west-2'],
  ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'],
  ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
];

/** Strong consistency needs a majority of exactly three Regions that are near each other. */
export function validateStrongSet(replicas: string[], witness?: string) {
  if (Token.isUnresolved(witness)) {
    throw refusal('`witness` must be a literal name, because no token may cross a Region', String(witness));
  }
  if (witness !== undefined && replicas.includes(witness)) {
    throw refusal('`witness` must not be one of `regions`', witness, `\`regions\` are: ${replicas.join(', ')}`);
  }
  const regions = witness === undefined ? replicas : [...replicas, witness];
  if (regions.length !== 3) {
    throw refusal('`Consistency.strong()` needs exactly three Regions: three `regions`, or two and a `witness`', regions);
  }
  if (!STRONG_SETS.some(set => regions.every(region => set.includes(region)))) {
    throw refusal(`\`Consistency.strong()\` needs Regions of one set: ${STRONG_SETS.map(set => set.join(', ')).join('; or ')}`, regions);
  }
}

/** In plain JavaScript the prop may be missing. */
function validateIsList(names: unknown) {
  if (!Array.isArray(names)) {
    throw refusal('`regions` must be a list of the names of at least two Regions', names);
  }
}

function validateLiterals(names: string[], primary: string) {
  if (Token.isUnresolved(names) || names.some(name => Token.isUnresolved(name))) {
    throw refusal('`regions` must be literal names, because no token may cross a Region', names.map(String));
  }
  if (Token.isUnresolved(primary)) {
    throw refusal('`primaryRegion` must be a literal name, because no token may cross a Region', String(primary));
  }
}

function validateCount(names: string[]) {
  if (names.length < 2) {
    throw refusal('`regions` must name at least two Regions', names);
  }
  if (new Set(names).size !== names.length) {
    throw refusal('`regions` must name each Region once', names);
  }
}

function validateKnown(names: string[]) {
  const known = knownRegions();
  for (const name of names) {
    if (!known.includes(name)) {
      throw refusal('`regions` must be names of AWS Regions', name, `Did you mean ${nearest(name.toLowerCase(), known)}?`);
    }
  }
}

function validateOnePartition(names: string[]) {
  const partitions = new Set(names.map(name => RegionInfo.get(name).partition));
  if (partitions.size > 1) {
    throw refusal('`regions` must be of one partition', names, `They are of ${[...partitions].join(' and ')}, which share no accounts and no hosted zones`);
  }
}

function nearest(name: string, known: string[]): string {
  return known.reduce((best, candidate) => distance(name, candidate) < distance(name, best) ? candidate : best);
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
