import * as fs from 'fs';
import * as path from 'path';
import { LocalRegionsOptions } from './local-regions-options';
import { AppEnvironment } from '../cloudformation/app-environment';
import { readAssembly } from '../cloudformation/assembly';
import { VersionNumbers } from '../cloudformation/lambda/version-numbers';
import { warningsIn } from '../cloudformation/messages';
import { withParameters } from '../cloudformation/parameters';
import { readDeployed } from '../cloudformation/read-deployed';
import { DefinitionFiles, ServiceTemplate } from '../cloudformation/service-template';
import { SynthesisOptions, synthesize } from '../cloudformation/synthesize';
import { byAddress } from '../machine/by-address';
import { readLocalValues } from '../machine/local-values';
import { Assemblies } from '../reload/assemblies';
import { SynthesizedApp } from '../reload/reload';
import { Watched, watchedWithout } from '../reload/watched-files';

export interface AppReaderProps {
  readonly directory: string;
  readonly environment: AppEnvironment;
  /** Where AWS clients come in: the URLs of queues begin so. */
  readonly awsUrl: string;
  readonly options: LocalRegionsOptions;
  readonly templates: readonly ServiceTemplate[];
  readonly files: DefinitionFiles;
}

/** Synthesizes an app, and reads what is to run of it: once or, of one that is watched, after every edit. */
export class AppReader {
  readonly assemblies: Assemblies;

  private readonly versionNumbers?: VersionNumbers;

  constructor(private readonly props: AppReaderProps) {
    if (props.options.gradualDeployments) this.versionNumbers = new VersionNumbers();
    this.assemblies = new Assemblies(props.directory);
  }

  /** Of an app that is read again, the error tells all. */
  async read(signal?: AbortSignal, told: Pick<SynthesisOptions, 'onProgress' | 'onOutput'> = {}): Promise<SynthesizedApp> {
    const { directory, environment, awsUrl, options: { app, context, parameters, secrets, watch }, templates, files } = this.props;
    const assembly = await synthesize(directory, app, signal, { ...told, environment, context, ...watch && this.assemblies.next() });
    const run = { awsUrl: byAddress(awsUrl), versionNumbers: this.versionNumbers, values: readLocalValues(directory, secrets) };
    const stacks = withParameters(readAssembly(assembly, environment), parameters).map(stack => ({ ...stack, ...run }));
    const deployed = readDeployed(stacks, templates, files);
    return { assembly, deployed, warnings: warningsIn(assembly, deployed.regions), sources: this.assemblies.sources(assembly) };
  }

  /** The files whose edits have it read again; where tables are kept there is none. */
  watched(assembly: string): Watched {
    const { directory, options: { app, persist } } = this.props;
    const watched = this.assemblies.watched(assembly, app);
    return persist === undefined ? watched : watchedWithout(fs.realpathSync(path.resolve(directory, persist)), watched);
  }

  stop() {
    this.assemblies.stop();
  }
}
