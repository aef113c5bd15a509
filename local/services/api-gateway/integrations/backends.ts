import { IntegrationRole } from './integration-definition';

/** A request for what is behind an integration. */
export interface BackendRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

/** A call of a service, to be signed in the name of a role. */
export interface AwsCall extends BackendRequest {
  readonly region: string;
  /** As it is signed for. */
  readonly service: string;
  /** Path and query. */
  readonly url: string;
  readonly role: IntegrationRole;
}

export interface BackendAnswer {
  readonly statusCode: number;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string | Buffer;
}

/** What integrations reach beside the functions that they wait for. */
export interface Backends {
  /** Whether endpoints beyond this machine are called. */
  readonly allowNetwork: boolean;
  callAws(call: AwsCall, limitMs: number): Promise<BackendAnswer>;
  /** Has a function get an event for which nobody waits. */
  invokeLater(functionName: string, event: unknown, traceId: string): void;
}

/** For APIs that reach functions only. */
export const NO_BACKENDS: Backends = {
  callAws: ({ service }) => Promise.reject(new Error(`There is no ${service}`)),
  invokeLater: () => {},
  allowNetwork: false,
};
