/**
 * Marks an object as one of a class, by a name. Where an app has two copies of this library, `instanceof` knows the objects of one of
 * them alone; CDK tells its own classes apart in the same way.
 */
export function mark(object: object, className: string) {
  Object.defineProperty(object, symbolOf(className), { value: true });
}

export function isMarked(object: unknown, className: string): boolean {
  return typeof object === 'object' && object !== null && symbolOf(className) in object;
}

function symbolOf(className: string): symbol {
  return Symbol.for(`cdk-multi-region-serverless-api.${className}`);
}
