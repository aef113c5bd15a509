/** The map's size, in its own units. */
export const MAP = { width: 1000, height: 400 } as const;

const NORTH = 72;
const SOUTH = -48;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a place is on the map: the plate carrée, cut where nobody calls from. */
export function project({ latitude, longitude }: { readonly latitude: number; readonly longitude: number }): Point {
  const y = (NORTH - latitude) / (NORTH - SOUTH) * MAP.height;
  return { x: round((longitude + 170) / 360 * MAP.width), y: round(Math.min(MAP.height - 12, Math.max(12, y))) };
}

/** A line from one place to another, bent a little to the north, as flights are drawn. */
export function arc(from: Point, to: Point): string {
  const bend = Math.min(70, Math.hypot(to.x - from.x, to.y - from.y) / 4);
  return `M${from.x} ${from.y}Q${round((from.x + to.x) / 2)} ${round((from.y + to.y) / 2 - bend)} ${to.x} ${to.y}`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
