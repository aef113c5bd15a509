const { createProgram, parseForESLint } = require('@typescript-eslint/parser');
const { loadESLint } = require('eslint');
const ts = require('typescript');

/**
 * `tsc --noEmit` and `eslint` of programs: the rules that ask for types find those that the check looked up.
 * `node scripts/types-and-lint.js TSCONFIG,… FOLDER…`
 */
const [tsconfigs, ...folders] = process.argv.slice(2);
const programs = tsconfigs.split(',').map(tsconfig => createProgram(tsconfig, undefined, ts.JSDocParsingMode.ParseForTypeErrors)); // as `tsc` does

/** This file is the parser of lint, too, since its settings are data, and programs are not. */
exports.parseForESLint = (code, options) => parseForESLint(code, { ...options, programs });

async function main() {
  const found = programs.flatMap(program => [...ts.getPreEmitDiagnostics(program)]);
  const types = ts.formatDiagnostics(found, { getCurrentDirectory: process.cwd, getCanonicalFileName: name => name, getNewLine: () => '\n' });
  const ESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new ESLint({ extensions: ['.ts', '.tsx'], errorOnUnmatchedPattern: false, overrideConfig: { parser: __filename } });
  const results = await eslint.lintFiles(folders);
  const style = await (await eslint.loadFormatter()).format(results);
  process.stdout.write(types + style);
  if (found.length > 0 || results.some(({ errorCount }) => errorCount > 0)) process.exitCode = 1;
}

main();
