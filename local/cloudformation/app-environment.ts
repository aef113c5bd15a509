import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Where the stacks of an app go that do not say it. */
export interface AppEnvironment {
  readonly region: string;
  /** Who says so, e.g. `AWS_REGION`. */
  readonly regionFrom: string;
  /** For an app that asks for its account, where nothing tells one. */
  readonly account?: string;
}

const REGION_VARIABLES = ['AWS_REGION', 'AMAZON_REGION', 'AWS_DEFAULT_REGION', 'AMAZON_DEFAULT_REGION'];

/** The Region that the CDK CLI falls back to. */
const DEFAULT_REGION = 'us-east-1';

/**
 * What the CDK CLI would take: the environment's Region, else that of the profile, else of the default profile, else us-east-1. Nothing is asked on AWS.
 *
 * @param region goes before all of these
 * @param profile the one in the AWS files, by default `AWS_PROFILE`
 */
export function appEnvironment(
  { region, profile }: { region?: string; profile?: string } = {}, env: NodeJS.ProcessEnv = process.env,
): AppEnvironment {
  if (region) return { region, regionFrom: '--region' };
  const variable = REGION_VARIABLES.find(name => env[name]);
  if (variable) return { region: env[variable]!, regionFrom: variable };
  const ofProfile = regionOfProfile(profile ?? env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? 'default', env);
  if (ofProfile) return ofProfile;
  return env.CDK_DEFAULT_REGION
    ? { region: env.CDK_DEFAULT_REGION, regionFrom: 'CDK_DEFAULT_REGION' }
    : { region: DEFAULT_REGION, regionFrom: 'default of the CDK CLI' };
}

/** The account that the app's lookups were made in, if it is one: on other accounts they would be missing. */
export function lookedUpAccount(context: object): string | undefined {
  const accounts = new Set(Object.keys(context).flatMap(key => /:account=(\d{12}):/.exec(key)?.[1] ?? []));
  return accounts.size === 1 ? [...accounts][0] : undefined;
}

function regionOfProfile(profile: string, env: NodeJS.ProcessEnv): AppEnvironment | undefined {
  const directory = path.join(env.HOME ?? os.homedir(), '.aws');
  const credentials = readSections(env.AWS_SHARED_CREDENTIALS_FILE ?? path.join(directory, 'credentials'));
  const config = readSections(env.AWS_CONFIG_FILE ?? path.join(directory, 'config'));
  for (const name of [profile, 'default']) {
    const region = credentials.get(name)?.region ?? config.get(`profile ${name}`)?.region ?? (name === 'default' ? config.get(name)?.region : undefined);
    if (region) return { region, regionFrom: `profile ${name}` };
  }
  return undefined;
}

/** The settings of an AWS file, by the names in its brackets; none where there is no such file. */
function readSections(file: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> = {};
  for (const line of fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(/\r?\n/) : []) {
    const [, name] = /^\s*\[\s*(.+?)\s*\]/.exec(line) ?? [];
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name) sections.set(name.replace(/\s+/g, ' '), section = {});
    if (key) section[key] = value;
  }
  return sections;
}
