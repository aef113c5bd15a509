import childProcess from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { AssetStep, RECORDING } from './asset-steps';

const METAFILE = '--metafile=';

/**
 * Notes what CDK does to make assets, for no assembly tells which of the app's files they are made of. The app's Node.js loads this
 * before anything else; it changes nothing of what is done, but has esbuild tell which files it reads.
 */
function record(file: string, output: string) {
  const { copyFileSync, renameSync } = fs;
  const { spawnSync } = childProcess;
  const isInOutput = (place: unknown): place is string => String(place).startsWith(output + path.sep);
  const note = (step: AssetStep) => fs.appendFileSync(file, `${JSON.stringify(step)}\n`);
  let bundlings = 0;

  fs.copyFileSync = (from, to, mode) => {
    copyFileSync(from, to, mode);
    if (isInOutput(to)) note({ did: 'copy', from: path.resolve(String(from)), to });
  };
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    if (isInOutput(to)) note({ did: 'move', from: String(from), to });
  };
  childProcess.spawnSync = ((command: string, args: string[], options: childProcess.SpawnSyncOptions) => {
    const outfile = esbuildOutput(args);
    if (!isInOutput(outfile)) return spawnSync(command, args, options);
    const asked = args.find(arg => arg.startsWith(METAFILE));
    const metafile = asked?.slice(METAFILE.length) ?? `${file}.${process.pid}.${bundlings++}`;
    const told = asked ? args : [...args, `${METAFILE}${metafile}`];
    const { cwd = process.cwd(), env = {} } = options;
    const environment = Object.fromEntries(Object.entries(env as Record<string, string>).filter(([name, value]) => process.env[name] !== value));
    note({ did: 'bundle', command, args: told, cwd: String(cwd), environment, directory: path.dirname(outfile), metafile });
    return spawnSync(command, told, options);
  }) as typeof spawnSync;
}

/** Where a command has esbuild write what it bundles, if it does. */
function esbuildOutput(args: unknown): string | undefined {
  if (!Array.isArray(args) || !args.includes('--bundle')) return undefined;
  return args.find(arg => String(arg).startsWith('--outfile='))?.slice('--outfile='.length);
}

const { [RECORDING]: recording, CDK_OUTDIR: output } = process.env;
if (recording && output) record(recording, output);
