import { StageDefinition } from './api-definition';

/** A text of an integration with the variables of the stage in it, e.g. `hello-${stageVariables.color}`. */
export function withStageVariables(text: string, { variables }: StageDefinition): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables?.[name] ?? '');
}

/** Whether only a stage says what a text means. */
export function hasStageVariables(text: string): boolean {
  return text.includes('${stageVariables.');
}
