type Path = (string | number)[];

/** A validated update that removes elements of lists by the places that they had: dynalite removes one after the other, so the last goes first. */
export function withRemovalsByPlace(data: any): any {
  const sections: { type: string; path: Path }[] = data._updates?.sections ?? [];
  const removals = sections.filter(({ type, path }) => type === 'remove' && typeof path.at(-1) === 'number');
  if (removals.length === 0) {
    return data;
  }
  const others = sections.filter(section => !removals.includes(section));
  return { ...data, _updates: { ...data._updates, sections: [...others, ...removals.sort((a, b) => comparePaths(b.path, a.path))] } };
}

function comparePaths(path: Path, other: Path): number {
  const at = path.findIndex((step, depth) => step !== other[depth]);
  return at < 0 ? -1 : other[at] === undefined || path[at] > other[at] ? 1 : -1;
}
