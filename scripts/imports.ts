import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

/** A file that imports another one of the project, in either case by its path from the root. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** All TypeScript files below some folders. */
export function filesIn(root: string, folders: string[]): string[] {
  return folders.flatMap(folder => fs.readdirSync(path.join(root, folder), { encoding: 'utf8', recursive: true })
    .filter(file => file.endsWith('.ts') && !/(^|\/)(node_modules|cdk\.out)\//.test(file))
    .map(file => `${folder}/${file}`)).sort();
}

/** What files import of each other, types and `require()` included. */
export function importsOf(root: string, files: string[]): Import[] {
  const known = new Set(files);
  return files.flatMap(from => {
    const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(root, from), 'utf8'), true, true);
    return importedFiles.flatMap(({ fileName }) => {
      if (!fileName.startsWith('.')) return [];
      const target = path.join(path.dirname(from), fileName).replace(/\.js$/, ''); // `import()` names what TypeScript makes
      const to = [target, `${target}.ts`, `${target}.d.ts`, `${target}/index.ts`].find(candidate => known.has(candidate));
      return to === undefined ? [] : [{ from, to }];
    });
  });
}

/** The files that import each other, directly or by way of others: each circle once, as Tarjan finds them. */
export function circlesIn(files: string[], imports: Import[]): string[][] {
  const targets = new Map(files.map(file => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    stack.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) === order.get(file)) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1 || targets.get(file)?.includes(file)) circles.push(circle.sort());
    }
  };
  files.forEach(file => order.has(file) || visit(file));
  return circles;
}
