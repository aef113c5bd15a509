/** A method and a path, which may have variable parts. */
export interface Route {
  /** A method, or ANY. */
  readonly httpMethod: string;
  /** E.g. `/orders/{id}`. */
  readonly resourcePath: string;
}

/** The route that serves a request, and what its variable parts stand for, as sent. */
export interface Match<R extends Route> {
  readonly route: R;
  readonly pathParameters: Record<string, string> | null;
}

interface Node<R> {
  readonly literals: Map<string, Node<R>>;
  variable?: { name: string; node: Node<R> };
  greedy?: { name: string; node: Node<R> };
  readonly routes: Map<string, R>;
}

/**
 * The routes of one API. A literal part goes before a variable one, and both before a greedy one;
 * a path without the method that is asked for gives way to the next one that has it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export class RouteTable<R extends Route> {
  private readonly root: Node<R> = newNode();

  /** With `exactSlashes`, `/hello/` is not `/hello`, and a greedy part may be empty: `/hello/{proxy+}` serves the former. */
  constructor(routes: readonly R[], private readonly exactSlashes: boolean = false) {
    routes.forEach(route => this.add(route));
  }

  /** The route for a path as sent, without its query. */
  match(httpMethod: string, path: string): Match<R> | undefined {
    return find(this.root, this.parts(path), 0, httpMethod, []);
  }

  private add(route: R) {
    let node = this.root;
    for (const part of this.parts(route.resourcePath)) {
      node = child(node, part);
    }
    node.routes.set(route.httpMethod, route);
  }

  private parts(path: string): string[] {
    return this.exactSlashes ? path.split('/').slice(1) : path.split('/').filter(part => part !== '');
  }
}

function newNode<R>(): Node<R> {
  return { literals: new Map(), routes: new Map() };
}

function child<R>(node: Node<R>, part: string): Node<R> {
  const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
  if (greedy) return (node.greedy ??= { name, node: newNode() }).node;
  if (name) return (node.variable ??= { name, node: newNode() }).node;
  if (!node.literals.has(part)) node.literals.set(part, newNode());
  return node.literals.get(part)!;
}

function find<R extends Route>(node: Node<R>, parts: string[], at: number, httpMethod: string, parameters: [string, string][]): Match<R> | undefined {
  if (at === parts.length) {
    return matchHere(node, httpMethod, parameters);
  }
  const part = parts[at];
  const literal = node.literals.get(decode(part));
  const { variable, greedy } = node;
  return (literal && find(literal, parts, at + 1, httpMethod, parameters))
    ?? (variable && part !== '' ? find(variable.node, parts, at + 1, httpMethod, [...parameters, [variable.name, part]]) : undefined)
    ?? (greedy && matchHere(greedy.node, httpMethod, [...parameters, [greedy.name, parts.slice(at).join('/')]]));
}

function matchHere<R extends Route>(node: Node<R>, httpMethod: string, parameters: [string, string][]): Match<R> | undefined {
  const route = node.routes.get(httpMethod) ?? node.routes.get('ANY');
  return route && { route, pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : null };
}

/** A part of a path decoded, as far as it is encoded at all. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
