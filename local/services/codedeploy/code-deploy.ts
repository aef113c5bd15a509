import { AliasDeployment } from './alias-deployment';
import { Deployment, DeploymentProps } from './deployment';
import { LocalService } from '../../machine/local-service';

interface CodeDeployDefinitions {
  readonly aliasDeployments: readonly AliasDeployment[];
}

export interface CodeDeployProps extends CodeDeployDefinitions, Pick<DeploymentProps, 'clock' | 'journal' | 'random'> {
  readonly isRaised: (region: string, alarm: string) => boolean;
}

/** What a function has in place of what it had. */
export interface DeployedVersions extends Pick<DeploymentProps, 'onSucceeded'> {
  readonly region: string;
  readonly functionName: string;
  /** The version that an alias led to before, and the one that it leads to. */
  readonly versionsOf: (alias: string) => readonly [string?, string?];
}

/** CodeDeploy in all Regions: it leads the callers of aliases from version to version. */
export class CodeDeploy implements LocalService {
  readonly name = 'CodeDeploy';
  readonly signingNames = [];
  private aliasDeployments: readonly AliasDeployment[];

  constructor(private readonly props: CodeDeployProps) {
    this.aliasDeployments = props.aliasDeployments;
  }

  /** Begins to lead callers to another version; nothing where all of them follow at once. */
  deploy({ region, functionName, versionsOf, onSucceeded }: DeployedVersions): Deployment | undefined {
    const found = this.aliasDeployments.find(other => other.region === region && other.functionName === functionName);
    const [before, version] = found ? versionsOf(found.alias) : [];
    if (!found || before === undefined || version === undefined || before === version) return undefined;
    const { isRaised } = this.props;
    return new Deployment({ ...this.props, ...found, before, version, isRaised: alarm => isRaised(region, alarm), onSucceeded });
  }

  update({ aliasDeployments }: CodeDeployDefinitions): [] {
    this.aliasDeployments = aliasDeployments;
    return [];
  }
}
