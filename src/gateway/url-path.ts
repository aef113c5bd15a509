/** Joins paths that begin with "/"; "/" itself adds nothing. */
export function joinPath(...parts: string[]): string {
  const joined = parts.map(part => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/');
  return `/${joined}`;
}
