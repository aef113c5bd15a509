import { IConstruct } from 'constructs';

/** Where CDK keeps what was acknowledged, with the app. */
const ACKNOWLEDGEMENTS = Symbol.for('@aws-cdk/core.Acknowledgements');

/** By path: a set of ids or, in later versions, a map of them, with conditions. */
interface Acknowledgements {
  readonly acks?: Map<string, Set<string> | Map<string, { readonly where?: object }[]>>;
}

/**
 * Whether a warning was acknowledged, at the construct or around it.
 *
 * CDK looks by itself when a warning is added, but not at the app and, in earlier versions, not at the construct itself: it removes such
 * a warning when it is acknowledged, which is always earlier than these warnings come.
 */
export function isAcknowledged(construct: IConstruct, id: string): boolean {
  const { acks } = (construct.node.root as { [ACKNOWLEDGEMENTS]?: Acknowledgements })[ACKNOWLEDGEMENTS] ?? {};
  return construct.node.scopes.some(scope => {
    const acknowledged = acks?.get(scope.node.path);
    return acknowledged instanceof Map ? acknowledged.get(id)?.some(({ where = {} }) => Object.keys(where).length === 0) : acknowledged?.has(id);
  });
}
