import * as fs from 'fs';
import * as path from 'path';
import { Deployed } from '../local/cloudformation/deployed';
import { NO_VALUES, NOTHING } from '../local/cloudformation/read-deployed';
import { ServiceTemplate } from '../local/cloudformation/service-template';
import { Faults } from '../local/faults/faults';
import { LostRegions } from '../local/faults/lost-regions';
import { ManualClock } from '../local/machine/clock';
import { Journal } from '../local/machine/journal';
import { LocalService } from '../local/machine/local-service';
import { knownNames } from '../local/regions/known-names';
import { createServices, SERVICES } from '../local/regions/services';

/** Writes the tables of docs/local-regions.md: what each service runs, names and does in another way, from the services themselves. */
export const PAGE = path.join(__dirname, '..', 'docs', 'local-regions.md');

const MARKERS = ['<!-- The services: made by scripts/local-regions-page.ts from local/regions/services.ts. -->', '<!-- End of the services. -->'];

/** The page, with the tables as they are to be. */
export function localRegionsPage(page: string): string {
  const [before, rest] = page.split(MARKERS[0]);
  const after = rest?.split(MARKERS[1])[1];
  if (after === undefined) throw new Error(`${PAGE} must have the lines ${MARKERS.join(' and ')}`);
  return [before, MARKERS[0], '\n\n', tables(), '\n\n', MARKERS[1], after].join('');
}

interface Row {
  readonly template: ServiceTemplate;
  /** None for resources that have names alone. */
  readonly service?: LocalService;
}

function tables(): string {
  const clock = new ManualClock();
  const journal = new Journal(clock);
  const faults = new Faults({ clock, journal, known: () => knownNames(WITHOUT_RESOURCES.deployed) });
  const services = createServices(SERVICES, { ...WITHOUT_RESOURCES, clock, journal, faults, lostRegions: new LostRegions(faults) });
  const running: Row[] = SERVICES.filter(({ create }) => create).map(({ template }, at) => ({ template, service: services[at] }));
  const rows = [...running, ...SERVICES.filter(({ create }) => !create).map(({ template }) => ({ template }))];
  return [
    markdownTable(['', 'what runs', 'what differs from AWS'], rows.map(whatRuns)),
    markdownTable(['AWS clients may call', '', 'and are refused, by name, as any other call is'], running.flatMap(whatAnswers)),
    markdownTable(['resource', 'what is named at start'], rows.flatMap(whatIsNamed)),
  ].join('\n\n');
}

function markdownTable(titles: string[], rows: string[][]): string {
  return [titles, titles.map(() => '---'), ...rows].map(cells => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

const WITHOUT_RESOURCES = {
  deployed: {
    regions: [],
    accountId: '',
    values: NO_VALUES,
    unsupported: [],
    ...NOTHING,
  } satisfies Deployed,
  random: Math.random,
  awsUrl: 'http://localhost',
  askAws: () => Promise.reject(),
  appDirectory: '.',
  options: {},
};

function whatRuns({ template: { runs, differs = [], types }, service }: Row): string[] {
  return [service ? `**${service.name}**` : 'Other resources', `${upperFirst(runs)}: ${codes(types.map(short))}`, differs.map(upperFirst).join('<br>')];
}

function whatAnswers({ service }: Row): string[][] {
  return service?.operations ? [[`**${service.name}**`, codes(service.operations.answered), codes(service.operations.refused)]] : [];
}

function whatIsNamed({ template: { limits = [], absences = {} } }: Row): string[][] {
  const named = new Map<string, string[]>();
  for (const { type, says } of limits) named.set(type, [...named.get(type) ?? [], ...says]);
  for (const [type, meaning] of Object.entries(absences)) named.set(type, [meaning]);
  return [...named].map(([type, meanings]) => [`\`${short(type)}\``, [...new Set(meanings)].map(upperFirst).join('<br>')]);
}

/** What varies stands in braces, and is set in italics. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\{(.*?)\}/g, '*$1*');
}

function codes(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ');
}

function short(type: string): string {
  return type.replace(/^AWS::/, '');
}

function upperFirst(text: string): string {
  return /^[a-z]/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
}

if (require.main === module) {
  fs.writeFileSync(PAGE, localRegionsPage(fs.readFileSync(PAGE, 'utf8')));
}
