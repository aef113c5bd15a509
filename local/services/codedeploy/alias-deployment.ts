/** How CodeDeploy leads the callers of an alias to another version: its deployment group and its configuration. */
export interface AliasDeployment {
  readonly region: string;
  readonly functionName: string;
  readonly alias: string;
  /** The shares of callers that get the new version, in percent, each after so many minutes: the last one is all of them. */
  readonly steps: readonly TrafficStep[];
  /** The names of the alarms that roll it back, of its Region. */
  readonly alarms: readonly string[];
}

export interface TrafficStep {
  readonly afterMinutes: number;
  readonly percent: number;
}
