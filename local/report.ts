import { Deployed } from './cloudformation/deployed';
import { ServedRequest } from './edge';
import { LocalRegions } from './local-regions';
import { FunctionOutput } from './local-regions-options';

/** What runs where, and what does not: printed once, at start. */
export function startupText(regions: LocalRegions): string {
  const { url, awsUrl, clock, deployed } = regions;
  return [
    '',
    table(['Region', 'Answers as', 'Health check', 'Functions', 'Tables'], deployed.regions.map(region => regionRow(regions, region))),
    '',
    `Callers      ${url}  (say where the caller is with the header x-client-location: ${deployed.regions[deployed.regions.length - 1]})`,
    ...regions.defaultHost ? [] : [`             with one of the names above in the header Host, or as http://<name>.localhost:${new URL(url).port}`],
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

function regionRow(regions: LocalRegions, region: string): string[] {
  const { deployed } = regions;
  const inRegion = (definition: { region?: string }) => definition.region === region;
  return [
    region,
    deployed.domainNames.filter(inRegion).map(({ domainName }) => domainName).join(', '),
    regions.guardsOf(region).map(({ name, id }) => name ?? id).join(', '),
    String(deployed.functions.filter(inRegion).length),
    deployed.tables.filter(({ regions: replicas }) => replicas.includes(region)).map(({ tableName }) => tableName).join(', '),
  ];
}

function notHere({ unsupported }: Deployed): string[] {
  return unsupported.length === 0 ? [] : [
    '',
    'In the templates, but not on this machine:',
    ...unsupported.map(({ path, type, meaning }) => `  ${path} (${type}): ${meaning}`),
  ];
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column].length)));
  return [head, ...rows].map(row => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
