/** An experiment of AWS FIS, in the words of templates. */
export interface ExperimentTemplate {
  readonly id: string;
  readonly region: string;
  readonly description: string;
  readonly actions: Readonly<Record<string, ExperimentAction>>;
  readonly targets: Readonly<Record<string, { readonly ResourceArns?: readonly string[] }>>;
}

export interface ExperimentAction {
  readonly ActionId: string;
  readonly Parameters?: Readonly<Record<string, string>>;
  /** The name of a target, by the kind of it. */
  readonly Targets?: Readonly<Record<string, string>>;
  readonly StartAfter?: readonly string[];
}
