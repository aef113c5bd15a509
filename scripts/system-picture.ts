import * as fs from 'fs';
import * as path from 'path';

/** Draws docs/images/system-light.svg and -dark.svg, the picture of the README: `npx tsx scripts/system-picture.ts`. */
interface Palette {
  readonly background: string;
  readonly card: string;
  readonly cardLine: string;
  readonly box: string;
  readonly text: string;
  readonly faint: string;
  readonly request: string;
  readonly healthy: string;
  readonly ill: string;
  readonly illCard: string;
  readonly data: string;
}

const LIGHT: Palette = {
  background: '#ffffff',
  card: '#f6f8fa',
  cardLine: '#d0d7de',
  box: '#ffffff',
  text: '#1f2328',
  faint: '#59636e',
  request: '#0969da',
  healthy: '#1a7f37',
  ill: '#cf222e',
  illCard: '#fff5f5',
  data: '#8250df',
};
const DARK: Palette = {
  background: '#0d1117',
  card: '#151b23',
  cardLine: '#3d444d',
  box: '#0d1117',
  text: '#f0f6fc',
  faint: '#9198a1',
  request: '#4493f8',
  healthy: '#3fb950',
  ill: '#f85149',
  illCard: '#1f1316',
  data: '#ab7df8',
};

const WIDTH = 820;
const HEIGHT = 478;
const CARD = { width: 232, top: 216, height: 214 };
const ROUTE53 = { x: 20, y: 84, width: 780, height: 78 };
const LANE = ROUTE53.y + 54; // where Route 53 leads a caller to another Region
const BADGE_HEIGHT = 22;
const BOXES = { top: CARD.top + 42, height: 46, gap: 10, margin: 14 };

interface Region {
  readonly name: string;
  readonly x: number;
  readonly callers: string;
  readonly ill?: boolean;
}

const REGIONS: Region[] = [
  { name: 'us-east-1', x: 20, callers: 'callers in America', ill: true },
  { name: 'eu-west-1', x: 294, callers: 'callers in Europe' },
  { name: 'ap-southeast-1', x: 568, callers: 'callers in Asia' },
];

const center = ({ x }: Region) => x + CARD.width / 2;
/** The check reaches the card at its badge. */
const checkX = ({ x }: Region) => x + CARD.width - 55;
const DETOUR_X = center(REGIONS[1]) - 56;

function picture(palette: Palette): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title description">`,
    '<title id="title">One API in three Regions</title>',
    '<desc id="description">Callers in America, Europe and Asia ask Route 53 for one name. Latency records lead each to the nearest healthy Region. '
      + 'us-east-1 is unhealthy, so that callers in America reach eu-west-1. Each Region has API Gateway, Lambda and a replica of the table; replicas replicate to each other.</desc>',
    style(palette),
    `<rect class="background" width="${WIDTH}" height="${HEIGHT}" rx="12"/>`,
    route53(),
    ...REGIONS.map(callers),
    ...REGIONS.map(card),
    ...REGIONS.map(healthCheck),
    requests(),
    replication(REGIONS[0], REGIONS[1], true),
    replication(REGIONS[1], REGIONS[2]),
    legend(),
    '</svg>',
    '',
  ].join('\n');
}

function style(palette: Palette): string {
  const heads = Object.entries({ request: palette.request, ill: palette.ill, healthy: palette.healthy, data: palette.data }).map(([name, color]) =>
    `<marker id="${name}" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.8 9 5 0 9.2z" fill="${color}"/></marker>`);
  return `<defs>${heads.join('')}</defs>
<style>
text { font-family: -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; font-size: 13px; fill: ${palette.text}; }
.background { fill: ${palette.background}; }
.name { font-size: 15px; font-weight: 600; }
.small { font-size: 11px; fill: ${palette.faint}; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.box { fill: ${palette.box}; stroke: ${palette.cardLine}; }
.card { fill: ${palette.card}; stroke: ${palette.cardLine}; }
.card.ill { fill: ${palette.illCard}; stroke: ${palette.ill}; stroke-dasharray: 6 4; }
.request, .detour { fill: none; stroke: ${palette.request}; stroke-width: 2.2; }
.refused { fill: none; stroke: ${palette.ill}; stroke-width: 2.2; }
.check { fill: none; stroke: ${palette.healthy}; stroke-width: 1.6; stroke-dasharray: 2 4; stroke-linecap: round; }
.check.ill { stroke: ${palette.ill}; }
.data { fill: none; stroke: ${palette.data}; stroke-width: 2; }
.waiting { stroke-dasharray: 5 4; }
.badge { font-size: 11.5px; font-weight: 600; text-anchor: middle; fill: ${palette.healthy}; }
.badge.ill { fill: ${palette.ill}; }
.pill { fill: ${palette.background}; stroke: ${palette.healthy}; }
.pill.ill { stroke: ${palette.ill}; }
</style>`;
}

function text(x: number, y: number, content: string, classes: string = ''): string {
  return `<text x="${x}" y="${y}"${classes && ` class="${classes}"`}>${content}</text>`;
}

function callers(region: Region): string {
  const x = center(region);
  return `<rect class="box" x="${x - 84}" y="18" width="168" height="32" rx="16"/>${text(x, 39, region.callers, 'middle')}`;
}

function route53(): string {
  const { x, y, width, height } = ROUTE53;
  return `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>`
    + text((center(REGIONS[0]) + center(REGIONS[1])) / 2, y + 31, '<tspan class="name">Route 53</tspan>', 'middle')
    + text((center(REGIONS[1]) + center(REGIONS[2])) / 2, y + 31, 'hello.example.com', 'middle')
    + text((center(REGIONS[1]) + center(REGIONS[2])) / 2, y + 52, 'a latency record for each Region', 'small middle');
}

function card(region: Region): string {
  const { name, x, ill } = region;
  const kind = ill ? ' ill' : '';
  const boxes = [
    ['API Gateway', `${name}.hello.example.com`],
    ['Lambda', 'your handlers'],
    ['DynamoDB', 'a replica of each table'],
  ].map(([title, detail], i) => {
    const top = BOXES.top + i * (BOXES.height + BOXES.gap);
    return `<rect class="box" x="${x + BOXES.margin}" y="${top}" width="${CARD.width - 2 * BOXES.margin}" height="${BOXES.height}" rx="6"/>`
      + text(center(region), top + 19, title, 'middle') + text(center(region), top + 36, detail, 'small middle');
  });
  return `<rect class="card${kind}" x="${x}" y="${CARD.top}" width="${CARD.width}" height="${CARD.height}" rx="10"/>`
    + text(x + BOXES.margin, CARD.top + 28, name, 'name')
    + `<rect class="pill${kind}" x="${checkX(region) - 39}" y="${CARD.top - BADGE_HEIGHT / 2}" width="78" height="${BADGE_HEIGHT}" rx="${BADGE_HEIGHT / 2}"/>`
    + text(checkX(region), CARD.top + 4, ill ? 'unhealthy' : 'healthy', `badge${kind}`)
    + boxes.join('');
}

function healthCheck(region: Region): string {
  const x = checkX(region);
  return `<path class="check${region.ill ? ' ill' : ''}" d="M${x} ${ROUTE53.y + ROUTE53.height + 4}V${CARD.top - BADGE_HEIGHT / 2 - 3}" marker-end="url(#${region.ill ? 'ill' : 'healthy'})"/>`;
}

function requests(): string {
  const [america, ...others] = REGIONS;
  const from = 51;
  const to = CARD.top - 2;
  const corner = 9;
  const detour = `M${center(america)} ${from}V${LANE - corner}q0 ${corner} ${corner} ${corner}H${DETOUR_X - corner}q${corner} 0 ${corner} ${corner}V${to}`;
  const x = center(america);
  const bottom = ROUTE53.y + ROUTE53.height;
  return [
    `<path class="detour" d="${detour}" marker-end="url(#request)"/>`,
    ...others.map(region => `<path class="request" d="M${center(region)} ${from}V${to}" marker-end="url(#request)"/>`),
    `<path class="refused" d="M${x} ${bottom + 4}v14M${x - 7} ${bottom + 24}l14 14m0 -14l-14 14"/>`,
  ].join('\n');
}

function replication(from: Region, to: Region, waiting: boolean = false): string {
  const y = BOXES.top + 2 * (BOXES.height + BOXES.gap) + BOXES.height / 2;
  const [start, end] = [from.x + CARD.width - BOXES.margin + 3, to.x + BOXES.margin - 3];
  return `<path class="data${waiting ? ' waiting' : ''}" d="M${start} ${y}H${end}" marker-start="url(#data)" marker-end="url(#data)"/>`;
}

function legend(): string {
  const y = HEIGHT - 20;
  const entries: [string, string, string, string][] = [
    ['request', 'M', 'marker-end="url(#request)"', 'requests, by latency records'],
    ['check', 'M', 'marker-end="url(#healthy)"', 'health checks'],
    ['data', 'M', 'marker-start="url(#data)" marker-end="url(#data)"', 'replication'],
    ['data waiting', 'M', 'marker-start="url(#data)" marker-end="url(#data)"', 'waits for the Region'],
  ];
  const columns = [34, 286, 456, 606];
  return entries.map(([classes, , markers, label], i) =>
    `<path class="${classes}" d="M${columns[i]} ${y - 4}h30" ${markers}/>${text(columns[i] + 40, y, label, 'small')}`).join('\n');
}

/** The picture in either color scheme, by the name of its file. */
export function systemPictures(): Record<string, string> {
  return { 'system-light.svg': picture(LIGHT), 'system-dark.svg': picture(DARK) };
}

if (require.main === module) {
  const directory = path.join(__dirname, '..', 'docs', 'images');
  fs.mkdirSync(directory, { recursive: true });
  Object.entries(systemPictures()).forEach(([file, svg]) => fs.writeFileSync(path.join(directory, file), svg));
}
