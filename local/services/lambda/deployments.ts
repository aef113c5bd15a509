/** Leads the callers of an alias from one version of a function to the next. */
export interface Deployments {
  /** Nothing where all of them follow at once. */
  deploy(deployed: DeployedVersions): Deployment | undefined;
}

export interface DeployedVersions {
  readonly region: string;
  readonly functionName: string;
  /** The version that an alias led to before, and the one that it leads to. */
  readonly versionsOf: (alias: string) => readonly [string?, string?];
  /** Comes once all callers get the new version. */
  readonly onSucceeded: () => void;
}

export interface Deployment {
  /** Whether the next invocation by this alias or version, or by none, gets the new version. */
  givesNew(qualifier: string | undefined): boolean;
  stop(): void;
}
