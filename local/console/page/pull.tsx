import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What came of pulling a lever. */
export interface Outcome {
  readonly text: string;
  readonly isRefused: boolean;
}

export type Pull = (lever: string, given?: Readonly<Record<string, unknown>>) => Promise<void>;

export const PullContext = createContext<Pull>(async () => {});

/** What pulls a lever; what comes of it is told at the foot of the page. */
export function usePull(): Pull {
  return useContext(PullContext);
}

export async function pull(lever: string, given: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const body = JSON.stringify({ ...given, lever });
  const response = await fetch('pull', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { done, message } = await response.json();
  return { text: done ?? message, isRefused: done === undefined };
}

/** What the page asks for besides the stream. */
export async function ask<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T | undefined> {
  const response = await fetch(`${path}?${new URLSearchParams(query)}`);
  return response.ok ? response.json() : undefined;
}
