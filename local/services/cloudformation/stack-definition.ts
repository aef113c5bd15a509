/** A stack as it is deployed here. */
export interface StackDefinition {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  /** The template, as it was synthesized. */
  readonly template: object;
  /** What its outputs have here; without those that refer to what is not here. */
  readonly outputs: Readonly<Record<string, string>>;
}
