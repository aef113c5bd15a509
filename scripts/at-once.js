const { spawn } = require('child_process');

/**
 * Runs commands at once, and fails if one of them does: `node scripts/at-once.js 'one command' 'another' -- the main one`.
 * The main one is seen as it goes, the others when they end.
 */
const end = process.argv.indexOf('--');
const beside = process.argv.slice(2, end);
const [main, ...args] = process.argv.slice(end + 1);

const succeeds = child => new Promise(resolve => child.on('error', error => { throw error; }).on('close', code => resolve(code === 0)));

async function besides(command) {
  const child = spawn(`${command} 2>&1`, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = [];
  child.stdout.on('data', data => said.push(data));
  const succeeded = await succeeds(child);
  process.stdout.write(`${command}: ${succeeded ? 'succeeded' : 'failed'}\n${Buffer.concat(said)}`);
  return succeeded;
}

Promise.all([...beside.map(besides), succeeds(spawn(main, args, { stdio: 'inherit' }))]).then(all => {
  process.exitCode = all.every(Boolean) ? 0 : 1;
});
