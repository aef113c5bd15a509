import { CloudFormationResource } from './assembly';
import { Identity, Resource } from './resource';
import { StackResources } from './stack-resources';

/** What is read of templates for one service: each service has one, in its folder here. */
export interface ServiceTemplate<Definitions extends object = object> {
  /** What runs here, in a few words of Markdown for docs/local-regions.md. */
  readonly runs: string;
  /** What differs from AWS and is named nowhere else, a sentence for each, for that page. */
  readonly differs?: readonly string[];
  /** The types that are read, or that change nothing a caller could see. Others are named at start. */
  readonly types: readonly string[];
  /** What its resources are called on this machine. */
  readonly identities?: Readonly<Record<string, Identity>>;
  /** What has no effect here of the resources that are read. */
  readonly limits?: readonly Limit[];
  /** What the absence of a type means, where it is not read. */
  readonly absences?: Readonly<Record<string, string>>;
  /** Resources that those of a stack stand for, as the routes of an API do that has a definition in OpenAPI, by logical ID. */
  expand?(resources: StackResources): Record<string, CloudFormationResource>;
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
  /** All that it may mean, for docs/local-regions.md, what varies in braces. */
  readonly says: readonly string[];
  /** Whether all resources of a stack with one meaning are told of in one line. @default false */
  readonly isToldOnce?: boolean;
  /** What that means, a sentence for each; none for a resource that is served in full. */
  meanings(resource: Resource, resources: StackResources): string[];
}

/** What has no effect where something is found, with one meaning. */
export function limit(type: string, found: (resource: Resource, resources: StackResources) => boolean, meaning: string): Limit {
  return { type, says: [meaning], meanings: (resource, resources) => found(resource, resources) ? [meaning] : [] };
}

/** What has no effect where something is found, with that in place of what the meaning has in braces. */
export function limitBy(type: string, find: (resource: Resource, resources: StackResources) => string | undefined, meaning: string): Limit {
  return {
    type,
    says: [meaning],
    meanings: (resource, resources) => [find(resource, resources) ?? []].flat().map(found => meaning.replace(/\{.*?\}/, () => found)),
  };
}
