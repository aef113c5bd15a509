import * as fs from 'fs';
import { AppOptions, glanceAt } from './glance';
import { Plan, planOf } from '../plan/plan';
import { exceeding, PlanBudgets, planText } from '../plan/plan-texts';

interface PlanOptions extends AppOptions, PlanBudgets {
  /** A former assembly, or what `--json` printed of it. */
  readonly against?: string;
  readonly json: boolean;
}

/** Says what the settings promise and cost, compared with before; `isKept` is whether that is within the budgets. */
export async function plan({ against, json, rto, rpo, ...app }: PlanOptions): Promise<{ readonly text: string; readonly isKept: boolean }> {
  const before = against === undefined ? undefined : formerPlan(against);
  const now = await glanceAt(app, [], assembly => planOf(assembly));
  const problems = exceeding(now, { rto, rpo });
  return { text: json ? JSON.stringify({ ...now, problems }, undefined, 2) : planText(now, { rto, rpo }, before), isKept: problems.length === 0 };
}

function formerPlan(at: string): Plan {
  if (!fs.existsSync(at)) throw new Error(`\`--against\` must be a cdk.out directory, a template, or a file of \`plan --json\`, got: ${at}`);
  const parsed = fs.statSync(at).isFile() && at.endsWith('.json') ? JSON.parse(fs.readFileSync(at, 'utf8')) : {};
  return Array.isArray(parsed.rto) ? parsed : planOf(at);
}
