import { partition } from '../../machine/aws-regions';

/** A Lambda function in one Region, as its template describes it. */
export interface FunctionDefinition {
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
  /** Whose permissions it has. @default - the template does not tell it */
  readonly roleArn?: string;
  /** The construct path or the logical ID: what messages call the function. */
  readonly logicalPath: string;
  readonly description: string;
  /** The directory of the unpacked asset, or one that inline code was written into: an absolute path. */
  readonly codeDirectory: string;
  /** The directories of its layers, in their order: of two that bring the same, the later one counts. */
  readonly layers: readonly string[];
  /** How often the files there have changed since the start. @default 0 */
  readonly codeRevision?: number;
  /** E.g. `index.handler` or `src/app.handler`. */
  readonly handler: string;
  /** E.g. `nodejs22.x`. */
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
  /** @default - `/aws/lambda/` and the name */
  readonly logGroupName?: string;
  /** Its versions and aliases, each with the version that it leads to: all of them are this code here. */
  readonly qualifiers: Readonly<Record<string, string>>;
  /** How many invocations may be under way at once. @default - as many as there are */
  readonly reservedConcurrency?: number;
  /** The ARN of a queue or a topic for events that it fails at. @default - none */
  readonly deadLetterTargetArn?: string;
  /** Whether only deployments invoke it, of which there are none here: it is not loaded at start. @default false */
  readonly isForDeployments?: boolean;
  /** Whether it has the layer by which it reads secrets and parameters over HTTP. @default false */
  readonly hasSecretsExtension?: boolean;
  /** Whether what it prints becomes lines of JSON. @default false */
  readonly isLoggedAsJson?: boolean;
}

export function logGroupOf({ logGroupName, functionName }: FunctionDefinition): string {
  return logGroupName ?? `/aws/lambda/${functionName}`;
}

/** The function's ARN; with a version or an alias where it is called by one. */
export function functionArn({ region, accountId, functionName }: Pick<FunctionDefinition, 'region' | 'accountId' | 'functionName'>, qualifier?: string): string {
  return [`arn:${partition(region).name}:lambda:${region}:${accountId}:function:${functionName}`, ...qualifier ? [qualifier] : []].join(':');
}

/** Where its code is: its own, and that of its layers. */
export function codeDirectories({ codeDirectory, layers }: FunctionDefinition): string[] {
  return [codeDirectory, ...layers];
}
