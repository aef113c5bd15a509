import { createHash } from 'crypto';
import { named, Resource } from './resource';
import { generatedPassword } from '../services/secrets-manager/generated-password';

export const secretName = named('Name');

/** What a secret of the templates holds at first: what the file of this machine says, or else the template, or what it has generated. */
export function secretString(secret: Resource): string | undefined {
  const given = secret.stack.values?.secrets[secretName(secret)] ?? secret.property('SecretString');
  return given ?? generatedString(secret.property('GenerateSecretString'), `${secret.stack.region}/${secretName(secret)}`);
}

/** The same at every start and in every reading of the templates. */
function generatedString(generated: Record<string, any> | undefined, seed: string): string | undefined {
  if (generated === undefined) return undefined;
  const { SecretStringTemplate: template, GenerateStringKey: key, ...options } = generated;
  let drawn = 0;
  const password = generatedPassword(options, () => createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32BE() / 2 ** 32);
  return template === undefined ? password : JSON.stringify({ ...JSON.parse(template), [key]: password });
}
