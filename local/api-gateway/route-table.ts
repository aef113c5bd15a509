import { MethodDefinition } from './rest-api-definition';

/** The route that serves a request, and what its variable parts stand for. */
export interface Match {
  readonly method: MethodDefinition;
  /** As sent: API Gateway decodes queries, not paths. */
  readonly pathParameters: Record<string, string> | null;
}

interface Node {
  readonly literals: Map<string, Node>;
  variable?: { name: string; node: Node };
  greedy?: { name: string; node: Node };
  readonly methods: Map<string, MethodDefinition>;
}

/**
 * The routes of one REST API. A literal part goes before a variable one, and both before a greedy one;
 * a resource without the method that is asked for gives way to the next one that has it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export class RouteTable {
  private readonly root = newNode();

  constructor(methods: MethodDefinition[]) {
    methods.forEach(method => this.add(method));
  }

  /** The route for a path as sent, without its query. */
  match(httpMethod: string, path: string): Match | undefined {
    return find(this.root, path.split('/').filter(part => part !== ''), 0, httpMethod, []);
  }

  private add(method: MethodDefinition) {
    let node = this.root;
    for (const part of method.resourcePath.split('/').filter(Boolean)) {
      node = child(node, part);
    }
    node.methods.set(method.httpMethod, method);
  }
}

function newNode(): Node {
  return { literals: new Map(), methods: new Map() };
}

function child(node: Node, part: string): Node {
  const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
  if (greedy) return (node.greedy ??= { name, node: newNode() }).node;
  if (name) return (node.variable ??= { name, node: newNode() }).node;
  if (!node.literals.has(part)) node.literals.set(part, newNode());
  return node.literals.get(part)!;
}

function find(node: Node, parts: string[], at: number, httpMethod: string, parameters: [string, string][]): Match | undefined {
  if (at === parts.length) {
    return matchHere(node, httpMethod, parameters);
  }
  const literal = node.literals.get(decode(parts[at]));
  const { variable, greedy } = node;
  return (literal && find(literal, parts, at + 1, httpMethod, parameters))
    ?? (variable && find(variable.node, parts, at + 1, httpMethod, [...parameters, [variable.name, parts[at]]]))
    ?? (greedy && matchHere(greedy.node, httpMethod, [...parameters, [greedy.name, parts.slice(at).join('/')]]));
}

function matchHere(node: Node, httpMethod: string, parameters: [string, string][]): Match | undefined {
  const method = node.methods.get(httpMethod) ?? node.methods.get('ANY');
  return method && { method, pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : null };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
