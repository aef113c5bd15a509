import { spawn } from 'child_process';

/** What `multi-region local` says when all is up. */
export interface RunningRegions {
  readonly url: string;
  readonly awsUrl: string;
  stop(): void;
}

/** Runs the command, on ports that are free, until the Regions take requests. */
export function startRegions(command: string, cwd: string): Promise<RunningRegions> {
  const child = spawn(`${command} --port 0 --aws-port 0`, { cwd, detached: true, shell: true });
  return new Promise((resolve, reject) => {
    let said = '';
    const look = (data: Buffer) => {
      said += data;
      const [, url] = /Callers +(\S+)/.exec(said) ?? [];
      const [, awsUrl] = /AWS clients +(\S+)/.exec(said) ?? [];
      if (url && awsUrl) resolve({ url, awsUrl, stop: () => process.kill(-child.pid!, 'SIGINT') });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('close', () => reject(new Error(said)));
  });
}

/** What callers near two Regions get of the hit counter that the command runs. */
export async function answersOfHitCounter(command: string, cwd: string): Promise<unknown[]> {
  const { url, stop } = await startRegions(command, cwd);
  const visit = async (from: string) => (await fetch(`${url}/hello`, { headers: { 'x-client-location': from } })).json();
  try {
    return [await visit('us-east-1'), await visit('eu-west-1')];
  } finally {
    stop();
  }
}
