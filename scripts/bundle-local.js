const fs = require('fs');
const path = require('path');
const { build, transformSync } = require('esbuild');

/**
 * Bundles the command line and what tests import, into lib/local, with no code twice: what both need, and what only some commands need,
 * are files of their own. esbuild splits ES modules alone, which tests in CommonJS could not load: each file becomes CommonJS after that.
 */
const OUTDIR = path.join('lib', 'local');
const ENTRIES = ['local/cli.ts', 'local/index.ts'];

/** @type {import('esbuild').CommonOptions} */
const OPTIONS = { platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true, logLevel: 'warning' };

async function bundle() {
  const { outputFiles, metafile } = await build({
    ...OPTIONS, entryPoints: ENTRIES, outdir: OUTDIR, outbase: 'local', bundle: true, splitting: true, format: 'esm', write: false, metafile: true,
    // All of them beside the entries: the code finds workers by its own place.
    chunkNames: 'part-[hash]', alias: { level: 'memory-level' },
  });
  fs.mkdirSync(OUTDIR, { recursive: true });
  const before = fs.readdirSync(OUTDIR).filter(file => /^part-.*\.js$/.test(file));
  before.forEach(file => fs.rmSync(path.join(OUTDIR, file)));
  for (const { path: file, text } of outputFiles) {
    fs.writeFileSync(file, transformSync(text, { ...OPTIONS, format: 'cjs', supported: { 'dynamic-import': false } }).code);
  }
  fs.writeFileSync(path.join('lib', 'local.meta.json'), JSON.stringify(metafile));
}

bundle();
