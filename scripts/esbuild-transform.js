const { createHash } = require('crypto');
const { transformSync, version } = require('esbuild');

/** @type {import('esbuild').TransformOptions} */
const OPTIONS = { loader: 'ts', format: 'cjs', target: 'node20', sourcemap: 'external' };

/** For jest: types are stripped, and checked once for all files by `types-and-lint.js`. */
module.exports = {
  getCacheKey: (source, file) => createHash('sha256').update(JSON.stringify([version, OPTIONS, file, source])).digest('hex'),
  process: (source, sourcefile) => transformSync(source, { ...OPTIONS, sourcefile }),
};
