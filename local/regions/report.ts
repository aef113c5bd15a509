import { LocalRegions } from './local-regions';
import { Deployed } from '../cloudformation/deployed';
import { Unsupported } from '../cloudformation/unsupported-definition';
import { FunctionOutput, HealthStatusChange, ServedRequest } from '../machine/journal';

/** What runs where, and what does not: printed once, at start. */
export function startupText(regions: LocalRegions): string {
  const { url, awsUrl, clock, deployed } = regions;
  return [
    '',
    table(['Region', 'Answers as', 'Health check', 'Functions', 'Tables'], deployed.regions.map(region => regionRow(regions, region))),
    '',
    `Callers      ${url}  (say where the caller is with the header x-client-location: ${deployed.regions[deployed.regions.length - 1]})`,
    ...regions.defaultHost ? [] : [`             with one of the names above in the header Host, or as http://<name>.localhost:${new URL(url).port}`],
    ...assumedText(deployed),
    `AWS clients  ${awsUrl}  (AWS_ENDPOINT_URL=${awsUrl}, any credentials)`,
    `Time         ${clock.scale === 1 ? 'as on AWS' : `${clock.scale} seconds of AWS time pass in one second`}`,
    ...notHere(deployed),
    '',
  ].join('\n');
}

/** One line for a request, e.g. `200  us-east-1  GET /hello  3 ms`, with the reason where the gateway answered by itself. */
export function requestLine({ method, url, statusCode, servedBy, reason, durationMs }: ServedRequest): string {
  return `${statusCode}  ${servedBy ?? '-'}  ${method} ${url}  ${Math.round(durationMs)} ms${reason ? `  (${reason})` : ''}`;
}

/** One line of what a handler printed, e.g. `us-east-1  HitCounter/Hello  | counted`. */
export function outputLine({ region, path, line }: FunctionOutput): string {
  return `${region}  ${path.split(`${region}/`).pop()}  | ${line}`;
}

/** One line for a health check's new status, e.g. `Route 53: HitCounter-eu-west-1 is unhealthy`. */
export function healthLine({ name, healthCheckId, healthy }: HealthStatusChange): string {
  return `Route 53: ${name ?? healthCheckId} is ${healthy ? 'healthy' : 'unhealthy'}`;
}

function regionRow(regions: LocalRegions, region: string): string[] {
  const { deployed } = regions;
  const inRegion = (definition: { region?: string }) => definition.region === region;
  return [
    region,
    deployed.domainNames.filter(inRegion).map(({ domainName }) => domainName).join(', '),
    regions.guardsOf(region).map(({ name, id }) => name ?? id).join(', '),
    String(deployed.functions.filter(fn => inRegion(fn) && !fn.isForDeployments).length),
    deployed.tables.filter(({ regions: replicas }) => replicas.includes(region)).map(({ tableName }) => tableName).join(', '),
  ];
}

function assumedText({ assumedRegion }: Deployed): string[] {
  return assumedRegion ? [`Region       ${assumedRegion.region} for the stacks that name none (${assumedRegion.from}; \`--region\` names another)`] : [];
}

function notHere({ unsupported, regions }: Deployed): string[] {
  return unsupported.length === 0 ? [] : ['', 'In the templates, but not on this machine:', ...unsupportedLines(unsupported, regions)];
}

/** What is the same in several Regions is one line, with `*` for the Region's name. */
export function unsupportedLines(unsupported: readonly Unsupported[], allRegions: string[]): string[] {
  const regionsOf = new Map<string, Set<string>>();
  for (const found of unsupported) {
    const line = anywhere(found);
    regionsOf.set(line, (regionsOf.get(line) ?? new Set()).add(found.region));
  }
  const lines = unsupported.map(found => {
    const regions = [...regionsOf.get(anywhere(found))!];
    const line = regions.length === 1 ? textOf(found) : anywhere(found);
    const isTold = regions.length === 1 && (allRegions.length === 1 || line.includes(found.region));
    return `  ${line}${isTold ? '' : ` (in ${regionsText(regions, allRegions)})`}`;
  });
  return [...new Set(lines)];
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
