import * as fs from 'fs';
import { AssembledStack } from '../cloudformation/assembly';

/** The outputs of deployed stacks, by the stack's name: what `npx cdk deploy --all --outputs-file outputs.json` writes. */
export class StackOutputs {
  /** Reads the file; anything else in it is refused. */
  static read(file: string): StackOutputs {
    try {
      return new StackOutputs(file, validOutputs(JSON.parse(fs.readFileSync(file, 'utf8'))));
    } catch (error) {
      throw new Error(`\`--outputs\` must name what \`npx cdk deploy --all --outputs-file outputs.json\` wrote, got: ${file}, ${(error as Error).message}`);
    }
  }

  private constructor(private readonly file: string, private readonly outputs: Record<string, Record<string, string>>) {}

  /** Those of a stack; nothing if it was not deployed. `others` may have its name, in other Regions. */
  ofStack(stack: AssembledStack, others: AssembledStack[]): Record<string, string> | undefined {
    if (!Object.hasOwn(this.outputs, stack.name)) return undefined;
    const outputs = this.outputs[stack.name];
    const isAlone = others.every(other => other === stack || other.name !== stack.name);
    return isAlone || matches(stack, outputs) ? outputs : undefined;
  }

  /** The id of a health check that a deployed stack must have among its outputs. */
  idIn(outputs: Record<string, string>, output: string, stack: AssembledStack): string {
    const id = outputs[output];
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id ?? '')) {
      throw new Error(`${this.file} must have the id of a health check, a UUID, as ${output} of ${stack.name}, got: ${id ?? 'none'}. `
        + 'Deploy the app as it is, and record the outputs of that');
    }
    return id;
  }
}

function validOutputs(parsed: unknown): Record<string, Record<string, string>> {
  if (!isObject(parsed) || !Object.values(parsed).every(stack => isObject(stack) && Object.values(stack).every(value => typeof value === 'string'))) {
    throw new Error('which is not an object of the outputs of each stack');
  }
  return parsed as Record<string, Record<string, string>>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The CDK keeps one of several stacks of a name: it is the one whose literal outputs, e.g. the Region's URL, are these. */
function matches({ template: { Outputs: templates = {} } }: AssembledStack, outputs: Record<string, string>): boolean {
  return Object.entries(templates).every(([name, { Value: value }]) => typeof value !== 'string' || outputs[name] === value);
}
