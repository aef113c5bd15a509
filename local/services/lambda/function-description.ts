import { pathToFileURL } from 'node:url';
import { functionArn, FunctionDefinition } from './function-definition';

/** A function as Lambda's API tells of it. */
export function functionConfiguration(definition: FunctionDefinition, qualifier?: string): object {
  return {
    FunctionName: definition.functionName,
    FunctionArn: functionArn(definition, qualifier),
    Description: definition.description,
    Runtime: definition.runtime,
    Handler: definition.handler,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memoryMb,
    Version: versionOf(definition, qualifier),
    Environment: { Variables: definition.environment },
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** With its code, which is a directory of this machine. */
export function functionDescription(definition: FunctionDefinition, qualifier?: string): object {
  return {
    Configuration: functionConfiguration(definition, qualifier),
    Code: { RepositoryType: 'S3', Location: pathToFileURL(definition.codeDirectory).href },
  };
}

/** What is invoked by no version, and by no alias. */
export const LATEST = '$LATEST';

/** The version that a version or an alias leads to. */
export function versionOf({ qualifiers }: FunctionDefinition, qualifier: string = LATEST): string | undefined {
  return qualifier === LATEST ? qualifier : qualifiers[qualifier];
}
