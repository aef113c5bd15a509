import { Deployed } from '../cloudformation/deployed';
import { Unsupported } from '../cloudformation/unsupported-definition';
import { Iam } from '../services/iam/iam';
import { BrokenFunction, LambdaService, OtherPython } from '../services/lambda/lambda-service';

/** What is not here in full besides what the templates tell: that is found when it is to run. */
export function withFound(
  deployed: Deployed, { broken, otherPythons }: Pick<LambdaService, 'broken' | 'otherPythons'>, { unknownRights }: Pick<Iam, 'unknownRights'>,
): Deployed {
  return { ...deployed, unsupported: [...deployed.unsupported, ...otherPythons.map(otherPython), ...broken.map(brokenFunction), ...unknownRights] };
}

function brokenFunction({ definition: { logicalPath, region }, error }: BrokenFunction): Unsupported {
  const meaning = `it cannot start (${error}): every invocation of it fails, as on AWS`;
  return { type: 'AWS::Lambda::Function', path: logicalPath, region, meaning, isBroken: true };
}

function otherPython({ definition: { logicalPath, region, runtime }, version }: OtherPython): Unsupported {
  const meaning = `it runs on ${runtime}, ${version === undefined ? 'and there is no Python on this machine' : `here on Python ${version}`}`;
  return { type: 'AWS::Lambda::Function', path: logicalPath, region, meaning };
}
