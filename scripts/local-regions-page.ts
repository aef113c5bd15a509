import * as fs from 'fs';
import * as path from 'path';
import { Deployed } from '../local/cloudformation/deployed';
import { NOTHING } from '../local/cloudformation/read-deployed';
import { ServiceTemplate } from '../local/cloudformation/service-template';
import { ManualClock } from '../local/machine/clock';
import { Journal } from '../local/machine/journal';
import { LocalService } from '../local/machine/local-service';
import { createServices, SERVICES } from '../local/regions/services';

/** Writes the table of docs/local-regions.md: what each service runs, names and does in another way, from the services themselves. */
export const PAGE = path.join(__dirname, '..', 'docs', 'local-regions.md');

const MARKERS = ['<!-- The services: made by scripts/local-regions-page.ts from local/regions/services.ts. -->', '<!-- End of the services. -->'];

/** The page, with the table as it is to be. */
export function localRegionsPage(page: string): string {
  const [before, rest] = page.split(MARKERS[0]);
  const after = rest?.split(MARKERS[1])[1];
  if (after === undefined) throw new Error(`${PAGE} must have the lines ${MARKERS.join(' and ')}`);
  return [before, MARKERS[0], '\n\n', table(), '\n\n', MARKERS[1], after].join('');
}

function table(): string {
  const services = createServices(SERVICES, { ...WITHOUT_RESOURCES, clock: new ManualClock(), journal: new Journal(new ManualClock()) });
  const running = SERVICES.filter(({ create }) => create).map(({ template }, at) => row(template, services[at]));
  const rows = [...running, ...SERVICES.filter(({ create }) => !create).map(({ template }) => row(template))];
  return ['| Service | Runs | Is named | Differs |', '| --- | --- | --- | --- |', ...rows.map(cells => `| ${cells.join(' | ')} |`)].join('\n');
}

const WITHOUT_RESOURCES = {
  deployed: {
    regions: [],
    accountId: '',
    unsupported: [],
    ...NOTHING,
  } satisfies Deployed,
  random: Math.random,
  awsUrl: 'http://localhost',
  appDirectory: '.',
  options: {},
};

function row({ runs, differs = [], types, limits = [], absences = {} }: ServiceTemplate, service?: LocalService): string[] {
  const named = new Map<string, string[]>();
  for (const { type, says } of limits) named.set(type, [...named.get(type) ?? [], ...says]);
  for (const [type, meaning] of Object.entries(absences)) named.set(type, [meaning]);
  return [
    service ? `**${service.name}**` : 'Other resources',
    lines(upperFirst(runs), `Resources: ${codes(types.map(short))}`, ...service?.operations ? [`Calls: ${codes(service.operations.answered)}`] : []),
    lines(...[...named].map(([type, meanings]) => `\`${short(type)}\`: ${meanings.join('; ')}`), ...service ? [refusedCalls(service)] : []),
    lines(...differs.map(upperFirst)),
  ];
}

function refusedCalls({ operations }: LocalService): string {
  if (!operations) return 'Calls: it has no API here';
  return `Calls: ${codes(operations.refused)}, and any other, are refused by name`;
}

function lines(...all: string[]): string {
  return all.map(line => line.replaceAll('|', '\\|').replace(/\{(.*?)\}/g, '*$1*')).join('<br>');
}

function codes(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ');
}

function short(type: string): string {
  return type.replace(/^AWS::/, '');
}

function upperFirst(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

if (require.main === module) {
  fs.writeFileSync(PAGE, localRegionsPage(fs.readFileSync(PAGE, 'utf8')));
}
