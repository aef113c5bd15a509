import * as fs from 'fs';
import * as path from 'path';

/** A widget of a CloudWatch dashboard's body, as far as it is drawn. */
interface Widget {
  readonly type: 'text' | 'alarm' | 'metric';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: any;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const COLUMN = 45;
const ROW = 37;
const GAP = 5;
const PADDING = 10;
const INK = '#16191f';
const FAINT = '#687078';
const LINE = 15;

/** The layout of a dashboard as SVG: each widget in its place, with its title, its metrics, its legend and its thresholds, but no curves. */
export function dashboardPicture(body: { widgets: Widget[] }): string {
  const height = Math.max(...body.widgets.map(widget => widget.y + widget.height)) * ROW;
  const width = 24 * COLUMN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#f2f3f3"/>`,
    ...body.widgets.map(widget => drawWidget(widget)),
    '</svg>\n',
  ].join('\n');
}

function drawWidget(widget: Widget): string {
  const box = {
    x: widget.x * COLUMN + GAP, y: widget.y * ROW + GAP, width: widget.width * COLUMN - 2 * GAP, height: widget.height * ROW - 2 * GAP,
  };
  const inside = { x: box.x + PADDING, y: box.y + PADDING, width: box.width - 2 * PADDING, height: box.height - 2 * PADDING };
  const draw = { text: drawText, alarm: drawAlarms, metric: drawGraph }[widget.type];
  return [
    '<g>',
    `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="4" fill="#fff" stroke="#d5dbdb"/>`,
    ...draw(inside, widget.properties),
    '</g>',
  ].join('\n');
}

function drawText({ x, y, width, height }: Box, { markdown }: { markdown: string }): string[] {
  const plain = markdown.split('\n').filter(line => line !== '```').map(line => line.replace(/\[(.+?)\]\(.+?\)/g, '$1').replaceAll('**', ''));
  let at = y;
  const lines = plain.flatMap(line => {
    const [, marks = '', rest] = /^(#*) ?(.*)$/.exec(line)!;
    const size = marks === '#' ? 18 : marks === '##' ? 14 : 11;
    return wrap(rest, width, size).map(part => text(x, at += size + 4, part, { size, bold: marks !== '' }));
  });
  return fitting(lines, at - y, height, markdown);
}

/** The alarms of one Region without the API's and the Region's names; those to each other Region, and of each queue and circuit breaker, are counted. */
function drawAlarms({ x, y, width, height }: Box, { title, alarms }: { title: string; alarms: string[] }): string[] {
  const names = alarms.map(arn => arn.split(':').at(-1)!).map(name => name.split(`${title}-`).slice(1).join(`${title}-`));
  const counted = new Map<string, number>();
  for (const name of names) {
    const kind = name.replace(/(ReplicationLatency)-.*/, '$1').replace(/.*-(DeadLetters|MessageAge|CircuitOpened)$/, '$1');
    counted.set(kind, (counted.get(kind) ?? 0) + 1);
  }
  const list = [...counted].map(([kind, count]) => count > 1 ? `${kind} × ${count}` : kind).join(', ');
  const lines = wrap(`Of ${alarms.length} alarms, the raised ones: ${list}`, width, 11);
  return fitting([
    text(x, y + 11, title, { size: 13, bold: true }),
    ...lines.map((line, i) => text(x, y + 28 + i * 13, line, { fill: FAINT })),
  ], 28 + (lines.length - 1) * 13, height, title);
}

function drawGraph(box: Box, { title, metrics, annotations, yAxis }: any): string[] {
  const { x, y, width, height } = box;
  const drawn = metrics.map((metric: any[]) => metric.at(-1)).filter(({ visible }: any) => visible !== false);
  const legend = layOutLegend(drawn, width);
  const sources = wrap(sourcesOf(metrics), width, 10);
  const legendTop = y + height - legend.length * LINE + 11;
  const top = y + 22 + sources.length * 13;
  const plot = { x: x + 4, y: top, width: width - 4, height: legendTop - 11 - 8 - top };
  if (plot.height < 20) throw new Error(`No room is left in "${title}"`);
  return [
    text(x, y + 11, title, { size: 13, bold: true }),
    ...sources.map((line, i) => text(x, y + 26 + i * 13, line, { size: 10, fill: FAINT })),
    `<path d="M${plot.x} ${plot.y}v${plot.height}h${plot.width}" fill="none" stroke="#aab7b8"/>`,
    ...yAxis.left?.label ? [text(plot.x + 6, plot.y + plot.height - 5, yAxis.left.label, { size: 10, fill: FAINT })] : [],
    ...(annotations?.horizontal ?? []).flatMap((annotation: any) => drawAnnotation(plot, annotation)),
    ...legend.flatMap((row, i) => row.flatMap(({ label, color, at }) => [
      `<rect x="${x + at}" y="${legendTop + i * LINE - 8}" width="8" height="8" rx="1" fill="${color}"/>`,
      text(x + at + 12, legendTop + i * LINE, label, {}),
    ])),
  ];
}

/** A threshold, a third below the top. */
function drawAnnotation(plot: Box, { label, color, fill }: any): string[] {
  const at = Math.round(plot.y + Math.min(plot.height / 3, 30));
  return [
    ...fill === 'below' ? [`<rect x="${plot.x}" y="${at}" width="${plot.width}" height="${plot.y + plot.height - at}" fill="${color}" fill-opacity="0.08"/>`] : [],
    `<path d="M${plot.x} ${at}h${plot.width}" stroke="${color}" stroke-dasharray="4 3"/>`,
    text(plot.x + plot.width, at - 4, label, { size: 10, fill: color, anchor: 'end' }),
  ];
}

/** Which metrics are read, with the names of their dimensions, each once. */
function sourcesOf(metrics: any[][]): string {
  const sources = metrics.filter(metric => typeof metric[0] === 'string').map(metric => {
    const [namespace, name, ...dimensions] = metric.filter(part => typeof part === 'string');
    const names = dimensions.filter((_, i) => i % 2 === 0);
    return `${namespace} ${name}${names.length > 0 ? ` by ${names.join(', ')}` : ''}`;
  });
  return [...new Set(sources)].join('; ');
}

interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly at: number;
}

/** In columns as wide as the longest label, as many as fit. */
function layOutLegend(drawn: { label: string; color: string }[], width: number): LegendEntry[][] {
  const column = Math.max(...drawn.map(({ label }) => widthOf(label, 11))) + 26;
  const columns = Math.max(1, Math.floor((width + 14) / column));
  const entries = drawn.map(({ label, color }, i) => ({ label, color, at: i % columns * column }));
  return entries.flatMap((_, i) => i % columns === 0 ? [entries.slice(i, i + columns)] : []);
}

function text(x: number, y: number, content: string, { size = 11, bold = false, fill = INK, anchor = '' }): string {
  const attributes = [size !== 11 && `font-size="${size}"`, bold && 'font-weight="bold"', anchor && `text-anchor="${anchor}"`].filter(Boolean);
  return `<text x="${x}" y="${y}" fill="${fill}" ${attributes.join(' ')}>${escaped(content)}</text>`.replace(' >', '>');
}

function wrap(content: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of content.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** About as wide as Helvetica is. */
function widthOf(content: string, size: number): number {
  return [...content].reduce((sum, letter) => sum + (/[ilj.,:;'|!]/.test(letter) ? 0.28 : /[mwMW%]/.test(letter) ? 0.85 : /[A-Z]/.test(letter) ? 0.69 : 0.54), 0) * size;
}

function fitting(lines: string[], needed: number, height: number, what: string): string[] {
  if (needed > height) throw new Error(`No room is left for "${what}": it needs ${needed}, and there are ${height}`);
  return lines;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The body in a template, whose ARNs have pseudo parameters. */
export function bodyIn(template: any): { widgets: Widget[] } {
  const [dashboard] = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const { DashboardBody: body } = dashboard.Properties;
  return JSON.parse(typeof body === 'string' ? body : body['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : '-').join(''));
}

/** Draws the dashboard of the shop in examples/everything, without bundling its functions. */
if (require.main === module) {
  const root = path.join(__dirname, '..');
  const context = JSON.parse(fs.readFileSync(path.join(root, 'examples', 'everything', 'cdk.context.json'), 'utf8'));
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] });
  const { app } = require('../examples/everything/app');
  const { template } = app.synth().getStackByName('Shop-Operations');
  fs.writeFileSync(path.join(root, 'docs', 'dashboard.svg'), dashboardPicture(bodyIn(template)));
}
