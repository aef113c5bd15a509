import { compares } from './comparison';
import { FilterPattern } from './found';

type Condition = (event: object) => boolean;

const TOKEN = /\s*(?:(\(|\)|&&|\|\||!=|>=|<=|=|>|<)|"((?:[^"\\]|\\.)*)"|(%(?:[^%\\]|\\.)+%)|((?:\[[^\]]*\]|[^\s()=<>!&|"])+))/y;

interface Token {
  readonly text: string;
  readonly kind: 'sign' | 'quoted' | 'word';
}

/** What stands between the braces: comparisons of fields, `IS NULL` and the like, joined by `&&` and `||`. */
export function jsonCondition(text: string): FilterPattern {
  const condition = new Parser(tokensOf(text), text).whole();
  return event => {
    const fields = parsed(event);
    return fields && condition(fields) ? { valueOf: field => valueAt(fields, field) } : undefined;
  };
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[], private readonly text: string) {}

  whole(): Condition {
    const condition = this.any();
    if (this.at < this.tokens.length) this.refuse();
    return condition;
  }

  private any(): Condition {
    const parts = [this.all()];
    while (this.takes('||')) parts.push(this.all());
    return parts.length === 1 ? parts[0] : event => parts.some(part => part(event));
  }

  private all(): Condition {
    const parts = [this.one()];
    while (this.takes('&&')) parts.push(this.one());
    return parts.length === 1 ? parts[0] : event => parts.every(part => part(event));
  }

  private one(): Condition {
    if (this.takes('(')) {
      const inner = this.any();
      if (!this.takes(')')) this.refuse();
      return inner;
    }
    const field = this.next().text;
    if (!field.startsWith('$')) this.refuse();
    const { text: operator, kind } = this.next();
    if (kind === 'word') return this.state(field, operator);
    const { text: expected, kind: expectedKind } = this.next();
    return event => compares(valueAt(event, field), operator, expected, expectedKind === 'quoted');
  }

  private state(field: string, first: string): Condition {
    switch (`${first} ${this.next().text}`.toUpperCase()) {
      case 'IS TRUE': return event => valueAt(event, field) === true;
      case 'IS FALSE': return event => valueAt(event, field) === false;
      case 'IS NULL': return event => valueAt(event, field) === null;
      case 'NOT EXISTS': return event => valueAt(event, field) === undefined;
      default: return this.refuse();
    }
  }

  private takes(sign: string): boolean {
    const { text, kind } = this.tokens[this.at] ?? {};
    const isIt = kind === 'sign' && text === sign;
    if (isIt) this.at++;
    return isIt;
  }

  private next(): Token {
    return this.tokens[this.at++] ?? this.refuse();
  }

  private refuse(): never {
    throw new Error(`{${this.text}} is no filter pattern that is known here`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [, sign, quoted, expression, word] = found;
    if (sign !== undefined) tokens.push({ text: sign, kind: 'sign' });
    else if (quoted !== undefined) tokens.push({ text: quoted.replace(/\\(.)/g, '$1'), kind: 'quoted' });
    else tokens.push({ text: expression ?? word, kind: 'word' });
  }
  return tokens;
}

/** `$.a.b[0]`, or `$.['a.b']`. */
function valueAt(event: object, field: string): unknown {
  let value: any = event;
  for (const [, name, quoted, index] of field.matchAll(/\.?(?:([^.[\]$]+)|\[['"]([^'"]+)['"]\]|\[(\d+)\])/g)) {
    value = value?.[name ?? quoted ?? Number(index)];
  }
  return value;
}

function parsed(event: string): object | undefined {
  try {
    const fields: unknown = JSON.parse(event);
    return typeof fields === 'object' && fields !== null ? fields : undefined;
  } catch {
    return undefined;
  }
}
