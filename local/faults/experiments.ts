import { randomUUID } from 'crypto';
import { faultsOf, secondsOf } from './experiment-faults';
import { ExperimentTemplate } from './experiment-template';
import { Faults } from './faults';
import { Clock } from '../machine/clock';
import { AwsError } from '../machine/wire/aws-error';
import { RestOperation, RestRoute } from '../machine/wire/rest-json';

export const EXPERIMENT_ROUTES: readonly RestRoute[] = [
  ['GET', '/experimentTemplates', 'ListExperimentTemplates'],
  ['GET', '/experimentTemplates/{id}', 'GetExperimentTemplate'],
  ['POST', '/experiments', 'StartExperiment'],
  ['GET', '/experiments', 'ListExperiments'],
  ['GET', '/experiments/{id}', 'GetExperiment'],
  ['DELETE', '/experiments/{id}', 'StopExperiment'],
  ['POST', '/experimentTemplates', 'CreateExperimentTemplate'],
  ['PATCH', '/experimentTemplates/{id}', 'UpdateExperimentTemplate'],
  ['DELETE', '/experimentTemplates/{id}', 'DeleteExperimentTemplate'],
  ['GET', '/actions', 'ListActions'],
];

type Status = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'stopped';

interface State {
  status: Status;
  reason?: string;
}

interface Experiment {
  readonly id: string;
  readonly template: ExperimentTemplate;
  readonly startTime: number;
  endTime?: number;
  readonly actions: Map<string, State>;
  readonly faults: string[];
  readonly cancels: (() => void)[];
}

export interface ExperimentsProps {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly experimentTemplates: readonly ExperimentTemplate[];
}

/** Experiments of AWS FIS: the faults of a template, one after the other. @see https://docs.aws.amazon.com/fis/latest/APIReference/API_StartExperiment.html */
export class Experiments {
  readonly calls: Readonly<Record<string, RestOperation>>;
  private readonly experiments: Experiment[] = [];

  constructor(private readonly props: ExperimentsProps) {
    this.calls = {
      ListExperimentTemplates: (_, region) => ({ experimentTemplates: this.templatesIn(region).map(({ id, description }) => ({ id, description })) }),
      GetExperimentTemplate: ({ id }, region) => ({ experimentTemplate: describeTemplate(this.template(id, region)) }),
      StartExperiment: ({ experimentTemplateId }, region) => ({ experiment: describe(this.start(this.template(experimentTemplateId, region))) }),
      ListExperiments: (_, region) => ({ experiments: this.experiments.filter(({ template }) => template.region === region).map(describe) }),
      GetExperiment: ({ id }, region) => ({ experiment: describe(this.experiment(id, region)) }),
      StopExperiment: ({ id }, region) => ({ experiment: describe(this.stop(this.experiment(id, region))) }),
    };
  }

  private start(template: ExperimentTemplate): Experiment {
    const { clock } = this.props;
    const names = Object.keys(template.actions);
    const experiment: Experiment = {
      id: `EXP${randomUUID().replaceAll('-', '').slice(0, 15)}`,
      template,
      startTime: clock.now(),
      actions: new Map(names.map(name => [name, { status: 'pending' }])),
      faults: [],
      cancels: [],
    };
    this.experiments.push(experiment);
    names.filter(name => !template.actions[name].StartAfter?.length).forEach(name => this.begin(experiment, name));
    return experiment;
  }

  private begin(experiment: Experiment, name: string) {
    const { template, actions, faults, cancels } = experiment;
    const action = template.actions[name];
    const seconds = secondsOf(action);
    const state = actions.get(name)!;
    state.status = 'running';
    try {
      for (const fault of faultsOf(action, template)) faults.push(this.props.faults.begin(fault, seconds).id);
      cancels.push(this.props.clock.schedule(seconds * 1000, () => this.end(experiment, name, 'completed')));
    } catch (error) {
      state.reason = (error as Error).message;
      this.end(experiment, name, 'failed');
    }
  }

  private end(experiment: Experiment, name: string, status: Status) {
    const { template: { actions }, actions: states } = experiment;
    states.get(name)!.status = status;
    const isDone = (other: string) => states.get(other)?.status === 'completed';
    const next = Object.keys(actions).filter(other => states.get(other)!.status === 'pending' && actions[other].StartAfter?.includes(name));
    if (status === 'failed') next.forEach(other => this.end(experiment, other, 'cancelled'));
    else next.filter(other => actions[other].StartAfter!.every(isDone)).forEach(other => this.begin(experiment, other));
    if ([...states.values()].every(({ status: own }) => !['pending', 'running'].includes(own))) experiment.endTime ??= this.props.clock.now();
  }

  private stop(experiment: Experiment): Experiment {
    experiment.cancels.forEach(cancel => cancel());
    experiment.faults.forEach(id => this.props.faults.clear(id));
    for (const state of experiment.actions.values()) {
      if (['pending', 'running'].includes(state.status)) state.status = state.status === 'running' ? 'stopped' : 'cancelled';
    }
    experiment.endTime ??= this.props.clock.now();
    return experiment;
  }

  private templatesIn(region: string): ExperimentTemplate[] {
    return this.props.experimentTemplates.filter(template => template.region === region);
  }

  private template(id: string, region: string): ExperimentTemplate {
    return this.templatesIn(region).find(template => template.id === id) ?? notFound('experiment template', id);
  }

  private experiment(id: string, region: string): Experiment {
    return this.experiments.find(experiment => experiment.id === id && experiment.template.region === region) ?? notFound('experiment', id);
  }
}

function notFound(what: string, id: string): never {
  throw new AwsError('ResourceNotFoundException', `There is no ${what} ${id}`, 404);
}

function describeTemplate({ id, description, actions, targets }: ExperimentTemplate) {
  return {
    id,
    description,
    targets: mapped(targets, ({ ResourceArns: resourceArns }) => ({ resourceArns })),
    actions: mapped(actions, action => ({
      actionId: action.ActionId, parameters: action.Parameters, targets: action.Targets, startAfter: action.StartAfter,
    })),
  };
}

function describe({ id, template, startTime, endTime, actions }: Experiment) {
  const { actions: described, targets } = describeTemplate(template);
  const states = [...actions.values()].map(({ status }) => status);
  const failed = [...actions.values()].find(({ status }) => status === 'failed');
  const status = endTime === undefined ? 'running' : failed ? 'failed' : states.includes('stopped') ? 'stopped' : 'completed';
  return {
    id,
    experimentTemplateId: template.id,
    state: { status, reason: failed?.reason },
    targets,
    actions: mapped(described, (action, name) => ({ ...action, state: actions.get(name) })),
    startTime: startTime / 1000,
    endTime: endTime === undefined ? undefined : endTime / 1000,
  };
}

function mapped<T, U>(all: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, map(value, name)]));
}
