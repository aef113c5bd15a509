import { AssembledStack } from './assembly';

/** The stacks with the values that are given to their parameters, by `Name` or `Stack:Name`, as the CDK CLI takes them. */
export function withParameters(stacks: AssembledStack[], given: Readonly<Record<string, string>> = {}): AssembledStack[] {
  const known = stacks.flatMap(stack => Object.keys(stack.template.Parameters ?? {}).flatMap(name => [name, `${stack.name}:${name}`]));
  const unknown = Object.keys(given).find(key => !known.includes(key));
  if (unknown !== undefined) {
    const names = [...new Set(known)].filter(name => !name.includes(':'));
    throw new Error(`\`parameters\` must name parameters of the templates (${names.join(', ') || 'they have none'}), got: ${unknown}`);
  }
  return stacks.map(stack => ({ ...stack, parameters: { ...given, ...ofStack(stack.name, given) } }));
}

function ofStack(name: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = `${name}:`;
  return Object.fromEntries(Object.entries(given).flatMap(([key, value]) => key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : []));
}
