import { Fault } from './fault';
import { FAULT_ACTIONS, FAULT_KINDS, FaultKind } from './fault-kinds';
import { KnownNames, Parameter } from './parameter';

/** Throws what is wrong with a fault, in one sentence. */
export function validateFault({ action, ...parameters }: Fault, seconds: number | undefined, known: KnownNames) {
  const kind = kindOf(action);
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const parameter = parameterOf(kind, action, name);
    if (!parameter.holds(value, known)) refuse(name, parameter, value, known);
  }
  const missing = kind.required.find(name => !given.some(([own]) => own === name));
  if (missing !== undefined) refuse(missing, kind.parameters[missing], undefined, known);
  if (seconds !== undefined && !(seconds > 0)) throw new Error(`\`for\` must be a number of seconds above 0, got: ${seconds}`);
}

/** Reads a fault from texts, as the command line has them: the parameters by name. */
export function readFault(action: string, texts: Readonly<Record<string, string>>): Fault {
  const kind = kindOf(action);
  const parameters = Object.entries(texts).map(([name, text]) => [name, parameterOf(kind, action, name).read(text)]);
  return { action, ...Object.fromEntries(parameters) };
}

function kindOf(action: string): FaultKind<any> {
  const kind = Object.hasOwn(FAULT_KINDS, action) ? FAULT_KINDS[action as Fault['action']] : undefined;
  if (!kind) throw new Error(`A fault must be one of ${FAULT_ACTIONS.join(', ')}, got: ${action}`);
  return kind;
}

function parameterOf({ parameters }: FaultKind<any>, action: string, name: string): Parameter {
  const all: Readonly<Record<string, Parameter>> = parameters;
  if (!Object.hasOwn(all, name)) throw new Error(`${action} has ${Object.keys(all).map(own => `\`${own}\``).join(', ')}, got: \`${name}\``);
  return all[name];
}

function refuse(name: string, { rule, names }: Parameter, value: unknown, known: KnownNames): never {
  throw new Error(`\`${name}\` must be ${rule}${names ? ` (${known[names].join(', ')})` : ''}, got: ${value === undefined ? 'nothing' : JSON.stringify(value)}`);
}
