import * as fs from 'fs';
import * as path from 'path';

/** A folder, and what lives there, in a few words. */
export interface Room {
  readonly name: string;
  readonly what: string;
}

/** The rooms beside each other on one floor: they know nothing of each other. */
export type Floor = readonly Room[];

/** A house and its floors, from the top: what is on one imports from those below, never from those above. */
export interface House {
  readonly name: 'src' | 'local';
  /** The files of the house itself, above all rooms. */
  readonly roof: string;
  readonly floors: readonly Floor[];
  /** Rooms whose own folders know nothing of each other. */
  readonly divided: readonly string[];
}

export const HOUSES: readonly House[] = [
  {
    name: 'src',
    roof: 'the public names, the façade, and which choices exclude each other',
    floors: [
      [{ name: 'operations', what: 'dashboard, topics, alarms' }, { name: 'rules', what: 'what must hold across Regions' }],
      [{ name: 'alarms', what: 'ready-made alarms, and the metrics they read' }, { name: 'breakers', what: 'circuit breakers' }],
      [{ name: 'region', what: 'one Region: its API and its routes' }],
      [{ name: 'background', what: 'schedules and queues: work without a caller' }, { name: 'secrets', what: 'secrets and their replicas' }],
      [{ name: 'health', what: 'Route 53\'s checks, who answers them, the drain switch' }],
      [{ name: 'gateway', what: 'REST and HTTP APIs, authorizers, CORS, throttles' }],
      [
        { name: 'domain', what: 'names and certificates' },
        { name: 'tables', what: 'global tables and replicas' },
        { name: 'routing', what: 'records, routing, standby' },
      ],
      [
        { name: 'zone', what: 'the hosted zone' },
        { name: 'deployment', what: 'gradual deployments' },
        { name: 'regions', what: 'Regions, stacks, rollout' },
        { name: 'recorded', what: 'what is deployed' },
      ],
      [{ name: 'synthesis', what: 'refusals, outputs, template values' }],
    ],
    divided: [],
  },
  {
    name: 'local',
    roof: 'the command line, and what tests import',
    floors: [
      [{ name: 'commands', what: 'local, drill, plan, record, check, drain, undrain, status' }],
      [{ name: 'console', what: 'the page' }, { name: 'drill', what: 'drills from files' }, { name: 'plan', what: 'what templates promise and cost' }],
      [{ name: 'regions', what: 'the list of services, the start, the handle' }],
      [
        { name: 'connections', what: 'what joins two services' },
        { name: 'endpoints', what: 'the ports' },
        { name: 'drain', what: 'who is drained' },
        { name: 'record', what: 'what is deployed' },
        { name: 'reload', what: 'edits, and what they change' },
      ],
      [{ name: 'cloudformation', what: 'templates read: definitions, identities and limits, a folder a service' }],
      [{ name: 'services', what: 'what runs here, a folder a service' }, { name: 'faults', what: 'what goes wrong on purpose' }],
      [{ name: 'machine', what: 'clock, journal, HTTP server, what a service is' }],
    ],
    divided: ['cloudformation', 'services'],
  },
];

export interface Zone {
  readonly target: string;
  readonly from: string[];
  readonly message: string;
}

/** Who may not import from where, for lint: read from the folders that there are. A folder that stands on no floor is an error. */
export function zones(root: string): Zone[] {
  return [
    { target: './src', from: ['./local', './runtime'], message: '`cdk.out` is the only bridge between the constructs and what runs.' },
    { target: './local', from: ['./src', './runtime'], message: '`cdk.out` is the only bridge between the constructs and what runs.' },
    { target: './runtime', from: ['./src', './local'], message: 'Handlers bundle it: it stands alone.' },
    ...HOUSES.flatMap(house => [...floorZones(root, house), ...house.divided.flatMap(room => dividedZones(root, `${house.name}/${room}`))]),
  ];
}

function floorZones(root: string, { name: house, floors }: House): Zone[] {
  const planned = floors.flat().map(({ name }) => name);
  const homeless = foldersIn(path.join(root, house)).filter(folder => !planned.includes(folder));
  if (homeless.length > 0) {
    throw new Error(`${homeless.map(folder => `${house}/${folder}`).join(', ')} must stand on a floor: name it in projenrc/floors.ts`);
  }
  const roof = fs.readdirSync(path.join(root, house)).filter(file => file.endsWith('.ts'));
  return floors.flatMap((floor, i) => floor.map(({ name }) => ({
    target: `./${house}/${name}`,
    from: [...roof, ...floors.slice(0, i + 1).flat().map(room => room.name).filter(room => room !== name)].map(other => `./${house}/${other}`),
    message: 'Rooms import from the floors below their own: projenrc/floors.ts, docs/architecture.md.',
  })));
}

function dividedZones(root: string, room: string): Zone[] {
  const parts = foldersIn(path.join(root, room));
  return parts.map(part => ({
    target: `./${room}/${part}`,
    from: parts.filter(other => other !== part).map(other => `./${room}/${other}`),
    message: 'A service knows no other: they meet in local/connections.',
  }));
}

function foldersIn(directory: string): string[] {
  const folders = fs.readdirSync(directory, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
  return folders.filter(name => fs.readdirSync(path.join(directory, name)).length > 0); // git leaves empty ones behind
}
