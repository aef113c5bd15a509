import { IConstruct } from 'constructs';
import { DeployedResources } from './deployed-resources';
import { NAMESPACE } from '../synthesis/namespace';

/** What must hold across Regions, as it is checked at synth and told in docs/rules.md. */
export interface Rule {
  /** Behind the namespace it is the id by which a warning is acknowledged. */
  readonly code: string;
  /** An error for what would surely fail; anything that somebody may want is a warning. */
  readonly severity: 'error' | 'warning';
  /** Whether it compares with what was recorded of the deployment before. */
  readonly isOfUpdates?: true;
  /** What an error is a warning for. */
  readonly warnsOf?: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  /** What comes of a violation; it follows what was found, and a colon. */
  readonly reason: string;
  readonly fix: string;
  readonly awsPage?: string;
  /** What the smallest app that breaks the rule is told; a test holds it. */
  readonly example: string;
  find(deployed: DeployedResources): Violation[];
}

export interface Violation {
  /** Something in a stack, because the CLI shows no messages outside of stacks. */
  readonly at: IConstruct;
  /** What was found, and in which Regions: a violation that is the same in several Regions is one. */
  readonly found: string;
  /** For what the rule, an error, only warns of. */
  readonly severity?: 'warning';
}

export function idOf({ code }: Rule): string {
  return `${NAMESPACE}${code}`;
}

/** The sentences that people read, without the id. */
export function messageOf({ reason, fix }: Rule, found: string): string {
  return `${found}: ${reason}. ${fix}`;
}
