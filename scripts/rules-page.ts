import * as fs from 'fs';
import * as path from 'path';
import { HANDLERS_DIFFER } from '../src/rules/handlers';
import { RULES } from '../src/rules/multi-region-rules';
import { idOf, messageOf, Rule } from '../src/rules/rule';

/** Writes docs/rules.md, from the rules themselves. */
export const PAGE = path.join(__dirname, '..', 'docs', 'rules.md');

export function rulesPage(): string {
  return `# Rules at synth

What must hold across Regions is checked when the app is synthesized, after aspects and overrides: in what
\`MultiRegionServerlessApi\` makes and in what stands beside it in the same app or stage, health checks, records, alarms, tables and
functions of your own included. Each violation is told once, and one that is the same in several Regions names them all. What the
templates do not tell is not guessed at: functions, roles and tables from elsewhere break no rule.

* **Errors** stop the synthesis, all of them at once. They are about what would surely fail.
* **Warnings** are shown by the CLI, and stop it with \`--strict\`. Acknowledge those that you want to live with, for the app, a stack
  or the construct that is named, by the id without the \`Annotation::\` that newer CLIs put before it:

\`\`\`ts
Annotations.of(app).acknowledgeWarning('${idOf(HANDLERS_DIFFER)}', 'One Region is a trial');
\`\`\`

<!-- Made by scripts/rules-page.ts from src/rules/multi-region-rules.ts. -->

${tableOf(RULES.filter(({ isOfUpdates }) => !isOfUpdates))}

Between what is deployed, as far as \`npx multi-region record\` recorded it, and what is wanted, these must hold. [Refused updates](runbooks/refused-updates.md)
has the steps that do.

${tableOf(RULES.filter(({ isOfUpdates }) => isOfUpdates))}

${RULES.map(sectionOf).join('\n')}`;
}

function tableOf(rules: Rule[]): string {
  const rows = rules.map(({ code, severity, warnsOf, title }) => `| [\`${code}\`](#${code}) | ${severity}${warnsOf ? ', warning' : ''} | ${title.replaceAll('|', '\\|')} |`);
  return ['| Rule | | What must hold |', '| --- | --- | --- |', ...rows].join('\n');
}

function sectionOf(rule: Rule): string {
  const isError = rule.severity === 'error';
  return `## ${rule.code}

${rule.title} ${isError ? 'An error' : 'A warning'}${rule.warnsOf ? `; a warning for ${rule.warnsOf}` : ''}.

* **Why**: ${upperFirst(rule.reason)}.
* **Fix**: ${rule.fix}.
${rule.awsPage ? `* **AWS**: <${rule.awsPage}>\n` : ''}${isError && !rule.warnsOf ? '' : `* **Acknowledge**: \`Annotations.of(scope).acknowledgeWarning('${idOf(rule)}')\`\n`}
\`\`\`text
${messageOf(rule, rule.example)} ${isError ? `[${idOf(rule)}]` : `[ack: ${idOf(rule)}]`}
\`\`\`
`;
}

function upperFirst(text: string): string {
  return text.startsWith('`') ? text : text[0].toUpperCase() + text.slice(1);
}

if (require.main === module) {
  fs.writeFileSync(PAGE, rulesPage());
}
