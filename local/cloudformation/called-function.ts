import { Resource } from './resource';

/** The function that a resource names by its name or an ARN, and the version or the alias, if it says one. */
export function calledFunction(resource: Resource): { functionName: string; qualifier?: string } {
  const text: string = resource.property('FunctionName');
  const [functionName, qualifier] = text.replace(/^.*:function:/, '').split(':');
  return { functionName, qualifier };
}
