/** What dynamic references stand for. */
export interface DynamicReferences {
  /** The value of a parameter in Parameter Store. */
  stored?(name: string): unknown;
  /** What a secret holds, by its name or ARN. */
  secret?(id: string): string | undefined;
}

const REFERENCE = /\{\{resolve:([^{}]*)\}\}/g;
const ARN = /^(arn:[^:]+:secretsmanager:[^:]*:\d*:secret:[^:]+)(.*)$/;

/**
 * A text with its references to parameters and secrets replaced. Versions are not told apart: here, there is one.
 *
 * @param unknown the error of a reference to what is not here
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function dynamicReferences(text: string, { stored, secret }: DynamicReferences, unknown: (reference: string) => Error): string {
  return text.replace(REFERENCE, (reference, inner: string) => {
    const [service, rest] = [inner.slice(0, inner.indexOf(':')), inner.slice(inner.indexOf(':') + 1)];
    const value = service === 'secretsmanager' ? partOf(rest, secret) : service.startsWith('ssm') ? stored?.(rest.replace(/:\d+$/, '')) : undefined;
    if (value === undefined) throw unknown(reference);
    return String(value);
  });
}

/** The whole secret, or the value of a key of one that is JSON. */
function partOf(rest: string, secret: DynamicReferences['secret']): unknown {
  const [, id, more] = ARN.exec(rest) ?? /^([^:]+)(.*)$/.exec(rest)!;
  const [, part = 'SecretString', key = ''] = more.split(':');
  const text = part === 'SecretString' ? secret?.(id) : undefined;
  return text === undefined || key === '' ? text : valueIn(text, key);
}

function valueIn(text: string, key: string): unknown {
  try {
    return JSON.parse(text)[key];
  } catch {
    return undefined;
  }
}
