import { Identity, Resource } from './resource';
import { StackResources } from './stack-resources';

/** What is read of templates for one service: each service has one, in its folder here. */
export interface ServiceTemplate<Definitions extends object = object> {
  /** The types that are read, or that change nothing a caller could see. Others are named at start. */
  readonly types: readonly string[];
  /** What its resources are called on this machine. */
  readonly identities?: Readonly<Record<string, Identity>>;
  /** What has no effect here of the resources that are read. */
  readonly limits?: readonly Limit[];
  /** What the absence of a type means, where it is not read. */
  readonly absences?: Readonly<Record<string, string>>;
  /** What the service is to create: lists of definitions, one stack's. */
  define?(resources: StackResources, files: DefinitionFiles): Definitions;
}

/** Where definitions find what templates have inline. */
export interface DefinitionFiles {
  readonly inlineCodeDirectory: string;
}

/** What has no effect here of one type's resources. */
export interface Limit {
  readonly type: string;
  /** Whether all resources of a stack with one meaning are told of in one line. @default false */
  readonly isToldOnce?: boolean;
  /** What that means, a sentence for each; none for a resource that is served in full. */
  meanings(resource: Resource, resources: StackResources): string[];
}

/** What has no effect where something is found, with one meaning. */
export function limit(type: string, found: (resource: Resource) => boolean, meaning: string): Limit {
  return { type, meanings: resource => found(resource) ? [meaning] : [] };
}
