import { refusal } from '../synthesis/refusal';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html */
export function validatePath(prop: string, path: string) {
  if (!path.startsWith('/')) {
    throw refusal(`\`${prop}\` must start with "/"`, path);
  }
  const parts = path.slice(1).split('/');
  if (parts.some(part => part.startsWith(':'))) {
    throw refusal(`\`${prop}\` must have its variable parts in braces, not behind a colon`, path, `Write "/${parts.map(inBraces).join('/')}"`);
  }
  for (const [i, part] of path === '/' ? [] : parts.entries()) {
    if (!/^([a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._-]+\+?\})$/.test(part)) {
      throw refusal(`\`${prop}\` must be made of parts like "orders", "{id}" or, at the end, "{proxy+}"`, path);
    }
    if (part.endsWith('+}') && i < parts.length - 1) {
      throw refusal(`\`${prop}\` must have its greedy part, "${part}", at the end`, path);
    }
  }
}

/** E.g. ":id", ":id?" and ":id(\\d+)", as other frameworks have them. */
function inBraces(part: string): string {
  return part.replace(/^:([a-zA-Z0-9._-]*).*$/, (_, name: string) => `{${name || 'id'}}`);
}

/** Whether API Gateway would serve `path`, which has no variable parts, by a route. */
export function serves(routePath: string, path: string): boolean {
  const pattern = routePath.replace(/[.]/g, '\\.').replace(/\{[^}]+\+\}/, '.+').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}
