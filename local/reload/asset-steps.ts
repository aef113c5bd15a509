/** One thing that a synthesis did to make an asset. */
export type AssetStep = AssetFileStep | (BundlingCommand & { readonly did: 'bundle' });

interface AssetFileStep {
  readonly did: 'copy' | 'move';
  readonly from: string;
  readonly to: string;
}

/** A call of esbuild, which writes into a directory that becomes an asset. */
export interface BundlingCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What it has in its environment that the app has not. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the code is put together, until it is moved to where it stays. */
  readonly directory: string;
  /** Where esbuild tells which files it has read. */
  readonly metafile: string;
}

/** The variable with the file that steps are written into, each a line of JSON. */
export const RECORDING = 'MULTI_REGION_ASSET_STEPS';
