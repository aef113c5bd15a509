import { Deployed } from '../cloudformation/deployed';
import { Unsupported } from '../cloudformation/unsupported-definition';
import { Iam } from '../services/iam/iam';
import { FunctionDefinition } from '../services/lambda/function-definition';
import { BrokenFunction, LambdaService, OtherVersion } from '../services/lambda/lambda-service';

/** What is not here in full besides what the templates tell: that is found when it is to run. */
export function withFound(
  deployed: Deployed, { broken, otherVersions }: Pick<LambdaService, 'broken' | 'otherVersions'>, { unknownRights }: Pick<Iam, 'unknownRights'>,
): Deployed {
  const isMissing = (definition: FunctionDefinition) => otherVersions.some(other => other.definition === definition && other.version === undefined);
  const brokenHere = broken.filter(({ definition }) => !isMissing(definition)).map(brokenFunction);
  return { ...deployed, unsupported: [...deployed.unsupported, ...otherVersions.map(otherVersion), ...brokenHere, ...unknownRights] };
}

function brokenFunction({ definition: { logicalPath, region }, error }: BrokenFunction): Unsupported {
  const meaning = `it cannot start (${error}): every invocation of it fails, as on AWS`;
  return { type: 'AWS::Lambda::Function', path: logicalPath, region, meaning, isBroken: true };
}

function otherVersion({ definition: { logicalPath, region, runtime }, language, version }: OtherVersion): Unsupported {
  const meaning = `it runs on ${runtime}, ${version === undefined ? `and there is no ${language} on this machine` : `here on ${language} ${version}`}`;
  return { type: 'AWS::Lambda::Function', path: logicalPath, region, meaning };
}
