import { LocalRegions } from './local-regions';
import { routesText } from './served-routes';
import { PLAIN, Style } from './style';
import { Deployed } from '../cloudformation/deployed';
import { Unsupported } from '../cloudformation/unsupported-definition';
import { winnerText } from '../machine/conflict';
import { JournalEntry } from '../machine/journal';

/** What runs where, and what does not: printed once, at start. The URLs and routes come last, so that they stay in view. */
export function startupText(regions: LocalRegions, style: Style = PLAIN): string {
  const { url, awsUrl, clock, deployed, warnings } = regions;
  const { regions: names, unsupported } = deployed;
  return [
    '',
    ...section('Warnings of the synthesis:', warnings.map(warning => `  ${style('yellow', warning)}`)),
    ...section('In the templates, but not on this machine, or not in full:', unsupportedLines(unsupported.filter(({ isBroken }) => !isBroken), names, style)),
    ...section(style('red', 'Broken:'), unsupportedLines(unsupported.filter(({ isBroken }) => isBroken), names, style)),
    table(['Region', 'Health check', 'Functions', 'Tables'], deployed.regions.map(region => regionRow(regions, region))),
    '',
    `Callers      ${style('cyan', url)}  (say where the caller is with the header x-client-location: ${deployed.regions[deployed.regions.length - 1]})`,
    ...assumedText(deployed),
    ...regions.httpsUrl === undefined ? [] : [`             ${style('cyan', regions.httpsUrl)}  (\`npx multi-region trust\` says how to trust it)`],
    `AWS clients  ${style('cyan', awsUrl)}  (AWS_ENDPOINT_URL=${awsUrl}, any credentials)`,
    ...dnsText(regions),
    `Time         ${clock.scale === 1 ? 'as on AWS' : `${clock.scale} seconds of AWS time pass in one second`}`,
    ...dataText(regions),
    ...otherRuntimesText(deployed.functions),
    '',
    ...section('', [routesText(deployed, url, regions.defaultHost, style)].filter(Boolean)),
  ].join('\n');
}

/** Functions of another major of Node.js than the one that runs them here, in one line. */
export function otherRuntimesText(functions: Deployed['functions'], version: string = process.version): string[] {
  const here = `nodejs${Number.parseInt(version.slice(1), 10)}.x`;
  const runtimes = new Set(functions.filter(({ isForDeployments }) => !isForDeployments).map(({ runtime }) => runtime));
  const others = [...runtimes].filter(runtime => runtime.startsWith('nodejs') && runtime !== here).sort();
  return others.length === 0 ? [] : [`Node.js      ${version} runs the functions of ${new Intl.ListFormat('en').format(others)}, too`];
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [...title ? [title] : [], ...lines, ''];
}

/**
 * One line for a request, e.g. `12:03:04  eu-north-1 → eu-west-1  200  GET /hello  3 ms`: when it was answered, the caller's place and the Region,
 * and the reason where the gateway answered by itself.
 */
export function requestLine({ at, method, url, from, statusCode, servedBy, reason, durationMs }: JournalEntry<'request'>, style: Style = PLAIN): string {
  const color = statusCode >= 500 || statusCode === 0 ? 'red' : statusCode >= 400 ? 'yellow' : 'green';
  const line = `${timeOf(at, style)}  ${from} → ${servedBy ?? '-'}  ${style(color, statusCode === 0 ? '---' : String(statusCode))}  ${method} ${url}  ${Math.round(durationMs)} ms`;
  return reason ? `${line}  ${style('red', `(${reason})`)}` : line;
}

/** One line of what a handler printed, e.g. `12:03:04  us-east-1  HitCounter/Hello  | counted`. */
export function outputLine({ at, region, path, line }: JournalEntry<'output'>, style: Style = PLAIN): string {
  return `${timeOf(at, style)}  ${region}  ${path.split(`${region}/`).pop()}  ${style('dim', '|')} ${line}`;
}

/** One line for what a function's role does not allow, e.g. `12:03:04  us-east-1  Shop/Hello may not dynamodb:GetItem on table/Orders: no statement of its role allows it`. */
export function denialLine({ at, region, path, action, resource, cause, grant }: JournalEntry<'denial'>, style: Style = PLAIN): string {
  const [, , , there, , name = resource] = resource.split(':');
  const where = there && there !== region ? ` in ${there}` : '';
  const line = `${timeOf(at, style)}  ${region}  ${path.split(`${region}/`).pop()} may not ${style('red', action)} on ${name}${where}: ${cause}`;
  return grant === undefined ? line : `${line}; \`${grant}\` would`;
}

/** One line for a health check's new status, e.g. `12:03:04  HitCounter-eu-west-1 is unhealthy: HTTP Status Code 503 from /health`. */
export function healthLine({ at, name, healthCheckId, healthy, cause }: JournalEntry<'health'>, style: Style = PLAIN): string {
  return `${timeOf(at, style)}  ${name ?? healthCheckId} is ${healthy ? style('green', 'healthy') : style('red', 'unhealthy')}: ${cause}`;
}

/** One line for an alarm that is raised, or is no more. */
export function alarmLine({ at, region, name, state, reason }: JournalEntry<'alarm'>, style: Style = PLAIN): string {
  return `${timeOf(at, style)}  alarm ${name} in ${region} is ${style(state === 'ALARM' ? 'red' : 'green', state)}: ${reason}`;
}

/** One line for writes that are lost, e.g. `12:03:04  last writer won: Hits 192.0.2.1, eu-west-1 over us-east-1`. */
export function conflictLine({ at, table: name, key, ...sides }: JournalEntry<'conflict'>, style: Style = PLAIN): string {
  const item = Object.values(key).flatMap(value => Object.values(value)).join(' ');
  return `${timeOf(at, style)}  ${style('yellow', 'last writer won')}: ${name} ${item}, ${winnerText(sides)}`;
}

/** One line for a write that arrived in another Region, where a later one may have been before it. */
export function replicationLine({ at, table: name, key: item, from, to, applied }: JournalEntry<'replication'>, style: Style = PLAIN): string {
  return `${timeOf(at, style)}  ${name}  ${item}  ${from} → ${to}${applied ? '' : '  a later write of the item was there before'}`;
}

/** What came of an edit, e.g. `12:03:04  Reloaded Hello in us-east-1, eu-west-1 (312 ms)`, and a line for each thing that waits or is to be known. */
export function reloadText({ at, changes, regions, waiting, remarks, durationMs, error }: JournalEntry<'reload'>, style: Style = PLAIN): string {
  const where = regions.length > 0 ? ` in ${regions.join(', ')}` : '';
  const isAsBefore = error === undefined && waiting.length + remarks.length === 0;
  return [
    ...error === undefined ? [] : [`${style('red', 'Not reloaded')}: ${error}`],
    ...changes.length > 0 || isAsBefore ? [`${style('green', 'Reloaded')}${namesText(changes)}${where} (${Math.round(durationMs)} ms)`] : [],
    ...waiting.map(part => `${style('yellow', 'Restart to have it')}: ${part}`),
    ...remarks.map(remark => style('yellow', remark.trim())),
  ].map(line => `${timeOf(at, style)}  ${line}`).join('\n');
}

/** One line for a step of a gradual deployment. */
export function deploymentLine(step: JournalEntry<'deployment'>, style: Style = PLAIN): string {
  const { at, region, functionName, alias, before, version, percent, status, alarm } = step;
  const what = status === 'Stopped' ? `${style('red', 'rolled back')} to version ${before}: alarm ${alarm} is raised` : `${percent} % of its callers get version ${version}`;
  return `${timeOf(at, style)}  ${region}  ${functionName}:${alias}  ${what}`;
}

/** How many changes a line names. */
const NAMED_CHANGES = 5;

function namesText(names: string[]): string {
  if (names.length === 0) return ': all is as it was';
  const more = names.length - NAMED_CHANGES;
  return ` ${more > 1 ? `${names.slice(0, NAMED_CHANGES).join(', ')} and ${more} more` : names.join(', ')}`;
}

/** One line for a message that is kept, e.g. `12:03:04  eu-west-1  email to ada@example.com: Your order`. */
export function sentLine({ at, region, channel, to, subject, body }: Pick<JournalEntry<'sent'>, 'at' | 'region' | 'channel' | 'to' | 'subject' | 'body'>, style: Style = PLAIN): string {
  return `${timeOf(at, style)}  ${region}  ${channel} to ${to.join(', ')}: ${(subject ?? body).split('\n')[0]}`;
}

/** One line for what could not be delivered. */
export function undeliveredLine({ at, region, from, to, error, deadLetter }: JournalEntry<'undelivered'>, style: Style = PLAIN): string {
  const end = deadLetter === undefined ? style('red', 'lost') : `in ${nameIn(deadLetter)}`;
  return `${timeOf(at, style)}  ${region}  ${nameIn(from)} → ${nameIn(to)}: ${end}: ${error}`;
}

/** One line for a fault that begins, or is over. */
export function faultLine({ at, what, isOver, until }: JournalEntry<'fault'>, style: Style = PLAIN): string {
  const end = until === undefined || isOver ? '' : `, until ${timeOf(until)}`;
  return `${timeOf(at, style)}  ${isOver ? style('green', 'fault is over') : style('red', 'fault')}: ${what}${end}`;
}

/** An ARN without what comes before the resource. */
function nameIn(arn: string): string {
  return arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn;
}

/** E.g. `12:03:04`. */
export function timeOf(at: number, style: Style = PLAIN): string {
  return style('dim', new Date(at).toTimeString().slice(0, 8));
}

function regionRow(regions: LocalRegions, region: string): string[] {
  const { deployed } = regions;
  const inRegion = (definition: { region?: string }) => definition.region === region;
  return [
    region,
    regions.guardsOf(region).map(({ name, id }) => name ?? id).join(', '),
    String(deployed.functions.filter(fn => inRegion(fn) && !fn.isForDeployments).length),
    deployed.tables.filter(({ regions: replicas }) => replicas.includes(region)).map(({ tableName }) => tableName).join(', '),
  ];
}

function dnsText({ url: regionsUrl, dns, defaultHost = dns && Object.keys(dns.urls)[0] }: LocalRegions): string[] {
  if (!dns) return [];
  const [address, port] = dns.server.split(':');
  const [reason] = Object.values(dns.withoutAddress);
  return [
    `DNS          ${dns.server}  (dig @${address} -p ${port} ${defaultHost})`,
    `             leads to ${Object.entries(dns.urls).map(([region, url]) => `${region} at ${new URL(url).host}`).join(', ')}`,
    ...reason === undefined ? [] : [`             or to port ${new URL(regionsUrl).port} of 127.0.0.1, for ${Object.keys(dns.withoutAddress).join(', ')} can have no address (${reason})`],
  ];
}

function dataText({ data: { persist, seeded } }: LocalRegions): string[] {
  return [
    ...persist === undefined ? [] : [`Tables       kept in ${persist}`],
    ...seeded === undefined ? [] : [`Seed         ${seeded.length > 0 ? `in ${seeded.join(', ')}` : 'in no table: those that it is for have items that were kept'}`],
  ];
}

function assumedText({ assumedRegion }: Deployed): string[] {
  return assumedRegion ? [`Region       ${assumedRegion.region} for the stacks that name none (${assumedRegion.from}; \`--region\` names another)`] : [];
}

/** What is the same in several Regions is one line, with `*` for the Region's name, and so is what means the same for several resources of a type. */
export function unsupportedLines(unsupported: readonly Unsupported[], allRegions: string[], style: Style = PLAIN): string[] {
  const alike = new Map<string, Unsupported[]>();
  for (const found of unsupported) {
    const kind = `${found.type} ${found.meaning.replaceAll(found.region, '*')}`;
    alike.set(kind, [...alike.get(kind) ?? [], found]);
  }
  return [...alike.values()].map(found => {
    const regions = [...new Set(found.map(({ region }) => region))];
    const texts = new Set(found.map(regions.length === 1 ? textOf : anywhere));
    const [line] = texts;
    const isTold = regions.length === 1 && (allRegions.length === 1 || line.includes(found[0].region));
    const others = texts.size === 1 ? '' : ` and ${texts.size - 1} more`;
    const type = ` (${found[0].type})`;
    const where = isTold ? '' : ` (in ${regionsText(regions, allRegions)})`;
    return `  ${line.replace(type, `${others}${style('dim', type)}`)}${where && style('dim', where)}`;
  });
}

/** How many Regions a line names. */
const NAMED_REGIONS = 3;

function regionsText(regions: string[], allRegions: string[]): string {
  if (allRegions.length > 1 && regions.length === allRegions.length) return `all ${regions.length} Regions`;
  return regions.length > NAMED_REGIONS ? `${regions.length} Regions` : regions.join(', ');
}

function textOf({ path, type, meaning }: Unsupported): string {
  return `${path} (${type}): ${meaning}`;
}

function anywhere(found: Unsupported): string {
  return textOf(found).replaceAll(found.region, '*');
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column].length)));
  return [head, ...rows].map(row => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
