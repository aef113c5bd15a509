import { Reference, Stack, Tokenization } from 'aws-cdk-lib';

/** The path of another stack whose resource a value refers to, if it does. */
export function foreignStackIn(value: string, stack: Stack): string | undefined {
  const references = Tokenization.reverseString(value).tokens.filter(token => Reference.isReference(token)) as Reference[];
  return references.map(({ target }) => Stack.of(target)).find(other => other !== stack)?.node.path;
}
