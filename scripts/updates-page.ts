import * as fs from 'fs';
import * as path from 'path';
import { CASES } from './updates/cases';
import { Cell, Cells } from './updates/cells';
import { updateSchemas } from './updates/replacing-properties';
import { Syntheses } from './updates/synthesis';
import { UNTOLD } from './updates/untold';
import { UpdateCase } from './updates/walk';
import { RULES } from '../src/rules/multi-region-rules';

/** Writes docs/updates.md, from what the templates before and after each change come to. */
export const PAGE = path.join(__dirname, '..', 'docs', 'updates.md');

/** By section of the page. */
export async function updateCells(cases: Record<string, UpdateCase[]> = CASES): Promise<Record<string, Cell[]>> {
  const syntheses = new Syntheses();
  try {
    const builds = Object.values(cases).flat().flatMap(update => update.builds);
    const types = builds.flatMap(build => syntheses.stacksOf(build)).flatMap(({ resources }) => Object.values(resources)).map(({ Type }) => Type);
    const cells = new Cells(syntheses, updateSchemas(new Set(types)));
    const sections: Record<string, Cell[]> = {};
    for (const [section, updates] of Object.entries(cases)) {
      sections[section] = [];
      for (const update of updates) sections[section].push(await cells.of(update));
    }
    return sections;
  } finally {
    syntheses.remove();
  }
}

export function updatesPage(sections: Record<string, Cell[]>): string {
  return `# Updates

What a change of each prop does to what is deployed: old and new templates are compared, stack by stack, in the order in which the CDK CLI deploys
them and the other way round. Nothing of it was run on AWS: create-only properties are those of CloudFormation's schemas, what may be there once is
what AWS documents.

* **In place**: resources come and go, and those that are named change; none is made anew.
* **Replaced**: another resource takes the place of one that is there. It is made before the old one is deleted.
* **Refused**: AWS refuses it, whatever the order of the stacks or in one of the orders, or callers would be without answers in between.
* **Two steps**: it is refused, and goes by the value that is named, with \`npx multi-region record\` after each deployment.

The last column has what synthesis says where the deployed app was recorded by \`npx multi-region record\`.

<!-- Made by scripts/updates-page.ts. -->

${Object.entries(sections).map(([section, cells]) => sectionOf(section, cells)).join('\n')}`;
}

export function sectionOf(section: string, cells: Cell[]): string {
  return `## ${section}

| Prop | Change | On AWS | Synthesis says |
| --- | --- | --- | --- |
${rowsOf(cells).join('\n')}
`;
}

/** Where synthesis and AWS disagree: what one refuses and the other does not, but for what is known to be untold. */
export function disagreements(cells: Cell[]): string[] {
  const untold = cells.filter(({ isTold, codes, faults }) => !isTold && codes.length === 0 && faults.some(fault => !Object.hasOwn(UNTOLD, fault)));
  const legal = cells.filter(({ isTold, faults }) => isTold && faults.length === 0);
  return [
    ...untold.map(({ prop, change, faults }) => `${prop}: ${change}: synthesis says nothing of it: ${faults.join('; ')}`),
    ...legal.map(({ prop, change }) => `${prop}: ${change}: synthesis refuses it, and AWS does not`),
  ];
}

/** What is on the list of the untold, and is told. */
function told(cells: Cell[]): string[] {
  const untold = new Set(cells.filter(({ isTold, codes }) => !isTold && codes.length === 0).flatMap(({ faults }) => faults));
  return Object.keys(UNTOLD).filter(fault => !untold.has(fault)).map(fault => `scripts/updates/untold.ts: ${fault}: it is told`);
}

/** Changes of a prop that come to the same are one row. */
function rowsOf(cells: Cell[]): string[] {
  const rows: { prop: string; changes: string[]; rest: string }[] = [];
  for (const cell of cells) {
    const [prop, rest] = [cell.prop, `${onAws(cell)} | ${said(cell)}`];
    const row = rows.find(other => other.prop === prop && other.rest === rest);
    if (row) row.changes.push(cell.change);
    else rows.push({ prop, changes: [cell.change], rest });
  }
  return rows.map(({ prop, changes, rest }) => `| ${prop} | ${changes.join('<br>')} | ${rest} |`);
}

function onAws({ outcome, types, faults, left, steps }: Cell): string {
  const names = types.map(type => type.replace(/^AWS::/, '')).join(', ');
  const stays = left.length > 0 ? `; ${left.join(', ')} ${left.length > 1 ? 'stay until they are' : 'stays until it is'} destroyed` : '';
  switch (outcome) {
    case 'nothing': return `Nothing changes${stays}`;
    case 'in place': return `In place${names ? `: ${names}` : ''}${stays}`;
    case 'replaced': return `**Replaced**: ${names}${stays}`;
    case 'two steps': return `**Two steps**, by "${steps.join('", "')}": ${faults.join('; ')}`;
    case 'refused': return `**Refused**: ${faults.join('; ')}`;
  }
}

function said({ faults, isTold, codes }: Cell): string {
  const isRule = (code: string) => RULES.some(rule => rule.code === code);
  const rules = codes.map(code => isRule(code) ? `[\`${code}\`](rules.md#${code})` : `\`${code}\``).join(', ');
  if (rules) return rules;
  return isTold ? 'an error' : [...new Set(faults.map(fault => UNTOLD[fault]))].join('; ');
}

if (require.main === module) {
  void updateCells().then(sections => {
    fs.writeFileSync(PAGE, updatesPage(sections));
    const cells = Object.values(sections).flat();
    const found = [...disagreements(cells), ...told(cells)];
    if (found.length > 0) throw new Error(found.join('\n'));
  });
}
