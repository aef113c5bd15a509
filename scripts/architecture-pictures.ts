import * as fs from 'fs';
import * as path from 'path';
import { filesIn, importsOf } from './imports';
import { House, HOUSES, Room } from '../projenrc/floors';

/** Draws docs/images/<house>-light.svg and -dark.svg from the imports: `npx projen docgen` runs it. */
interface Palette {
  readonly background: string;
  readonly floor: string;
  readonly room: string;
  readonly line: string;
  readonly text: string;
  readonly faint: string;
  readonly accent: string;
}

const LIGHT: Palette = {
  background: '#ffffff', floor: '#f6f8fa', room: '#ffffff', line: '#d0d7de', text: '#1f2328', faint: '#59636e', accent: '#0969da',
};
const DARK: Palette = {
  background: '#0d1117', floor: '#151b23', room: '#0d1117', line: '#3d444d', text: '#f0f6fc', faint: '#9198a1', accent: '#4493f8',
};

const WIDTH = 860;
const MARGIN = 20;
const ROOM = { height: 78, gap: 14, padding: 12 };
const FLOOR = { padding: 10, gap: 12 };
const HEAD = 54;
const FLOOR_HEIGHT = ROOM.height + 2 * FLOOR.padding;

const ROOT = path.join(__dirname, '..');

/** A room as it stands: how many files it has, and which rooms it imports from, without the lowest, which most do. */
interface MeasuredRoom extends Room {
  readonly files: number;
  readonly uses: string[];
}

function measure({ name: house, roof, floors }: House): MeasuredRoom[][] {
  const files = filesIn(ROOT, [house]).filter(file => !file.endsWith('.d.ts'));
  const imports = importsOf(ROOT, files);
  const roomOf = (file: string) => file.split('/').length === 2 ? '' : file.split('/')[1];
  const order = floors.slice(0, -1).flat().map(({ name }) => name);
  const measured = (room: Room, folder: string): MeasuredRoom => {
    const own = files.filter(file => roomOf(file) === folder);
    const uses = new Set(imports.filter(({ from }) => roomOf(from) === folder).map(({ to }) => roomOf(to)).filter(used => used !== folder));
    return {
      ...room,
      files: own.length,
      uses: order.filter(other => uses.has(other)),
    };
  };
  return [[measured({ name: `${house}/*.ts`, what: roof }, '')], ...floors.map(floor => floor.map(room => measured(room, room.name)))];
}

function picture(house: House, palette: Palette): string {
  const floors = measure(house);
  const height = HEAD + floors.length * (FLOOR_HEIGHT + FLOOR.gap) + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">The rooms of ${house.name}</title>`,
    `<desc id="description">From the top: ${floors.map(floor => floor.map(({ name, what }) => `${name} (${what})`).join(' beside ')).join('; then ')}. `
      + 'Each imports from floors below its own alone.</desc>',
    style(palette),
    `<rect class="background" width="${WIDTH}" height="${height}" rx="12"/>`,
    text(MARGIN, 34, `${house.name}/`, 'title'),
    text(WIDTH - MARGIN, 34, 'a room imports from the floors below its own alone: ↓ from which, besides the lowest', 'faint end'),
    ...floors.map((floor, i) => drawFloor(floor, HEAD + i * (FLOOR_HEIGHT + FLOOR.gap))),
    '</svg>',
    '',
  ].join('\n');
}

function style({ background, floor, room, line, text: color, faint, accent }: Palette): string {
  return `<style>
text { font-family: -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; font-size: 12px; fill: ${color}; }
.background { fill: ${background}; }
.title { font-size: 17px; font-weight: 600; }
.name { font-size: 14px; font-weight: 600; }
.faint { font-size: 11px; fill: ${faint}; }
.uses { font-size: 11px; fill: ${accent}; }
.end { text-anchor: end; }
.floor { fill: ${floor}; stroke: ${line}; }
.room { fill: ${room}; stroke: ${line}; }
</style>`;
}

function drawFloor(rooms: MeasuredRoom[], y: number): string {
  const inside = WIDTH - 2 * MARGIN - 2 * FLOOR.padding;
  const width = (inside - (rooms.length - 1) * ROOM.gap) / rooms.length;
  return `<rect class="floor" x="${MARGIN}" y="${y}" width="${WIDTH - 2 * MARGIN}" height="${FLOOR_HEIGHT}" rx="10"/>\n`
    + rooms.map((room, i) => drawRoom(room, MARGIN + FLOOR.padding + i * (width + ROOM.gap), y + FLOOR.padding, width)).join('\n');
}

function drawRoom({ name, what, files, uses }: MeasuredRoom, x: number, y: number, width: number): string {
  const left = x + ROOM.padding;
  const right = x + width - ROOM.padding;
  return [
    `<rect class="room" x="${x}" y="${y}" width="${width}" height="${ROOM.height}" rx="6"/>`,
    text(left, y + 24, name, 'name'),
    text(right, y + 24, `${files} files`, 'faint end'),
    text(left, y + 45, what),
    uses.length === 0 ? '' : text(left, y + 65, `↓ ${uses.join(', ')}`, 'uses'),
  ].filter(Boolean).join('');
}

function text(x: number, y: number, content: string, classes: string = ''): string {
  return `<text x="${x}" y="${y}"${classes && ` class="${classes}"`}>${content}</text>`;
}

/** The pictures of both houses in either color scheme, by the names of their files. */
export function architecturePictures(): Record<string, string> {
  return Object.fromEntries(HOUSES.flatMap(house => [
    [`${house.name}-light.svg`, picture(house, LIGHT)],
    [`${house.name}-dark.svg`, picture(house, DARK)],
  ]));
}

if (require.main === module) {
  for (const [file, svg] of Object.entries(architecturePictures())) {
    fs.writeFileSync(path.join(ROOT, 'docs', 'images', file), svg);
  }
}
