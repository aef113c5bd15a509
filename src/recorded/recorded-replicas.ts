import { Construct } from 'constructs';
import { NAMESPACE } from '../synthesis/namespace';
import { refusal } from '../synthesis/refusal';

/** The context that says which replicas are deployed: `{ "<table name>": ["<primary Region>", "<another Region>", …] }`. */
export const RECORDED_REPLICAS = `${NAMESPACE}replicas`;

/** What the app wants of one table. */
export interface WantedReplicas {
  readonly tableName: string;
  /** The primary Region first. */
  readonly regions: string[];
  readonly strong: boolean;
}

/**
 * Refuses what a deployment would fail on half-way, or worse: after its creation a table gains or loses one replica at a time,
 * and its definition stays in its Region. A table that is not recorded is taken for a new one.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-globaltable.html
 */
export function validateReplicaChange(scope: Construct, { tableName, regions, strong }: WantedReplicas) {
  const recorded = readRecorded(scope, tableName);
  if (!recorded) return;
  const [primary] = recorded;
  if (regions[0] !== primary) {
    throw refusal(`\`primaryRegion\` must stay ${primary}, whose stack defines ${tableName}`, regions[0],
      `Name \`primaryRegion: '${primary}'\`: CloudFormation would make a second table of that name. To move the definition, retain and import it`);
  }
  const added = regions.filter(region => !recorded.includes(region));
  const removed = recorded.filter(region => !regions.includes(region));
  const sets = { recorded, wanted: regions };
  if (strong && added.length + removed.length > 0) {
    throw refusal(`The replicas of ${tableName} never change, because it has \`Consistency.strong()\``, sets, 'Make a new table in the Regions that you want');
  }
  if (added.length + removed.length > 1) {
    const steps = stepsBetween(recorded, added, removed).map((step, i) => `(${i + 1}) ${step.join(', ')}`);
    throw refusal(`\`regions\` may add or remove one replica of ${tableName} in a deployment`, sets,
      `Deploy with these \`regions\` in turn, with \`npx multi-region record\` after each: ${steps.join('; ')}.`
      + ' If the wanted ones are deployed already, run that command alone');
  }
}

function readRecorded(scope: Construct, tableName: string): string[] | undefined {
  const recorded = scope.node.tryGetContext(RECORDED_REPLICAS)?.[tableName];
  if (recorded === undefined) return undefined;
  if (!Array.isArray(recorded) || recorded.length === 0 || recorded.some(region => typeof region !== 'string')) {
    throw refusal(`The context \`${RECORDED_REPLICAS}\` must list the Regions of ${tableName}, the primary Region first`, recorded);
  }
  return recorded;
}

/** New replicas first, so that there are never fewer than before. */
function stepsBetween(recorded: string[], added: string[], removed: string[]): string[][] {
  const steps: string[][] = [];
  let regions = recorded;
  for (const region of added) steps.push(regions = [...regions, region]);
  for (const region of removed) steps.push(regions = regions.filter(other => other !== region));
  return steps;
}
