import { Token } from 'aws-cdk-lib';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/** One existing public certificate in ACM for each Region, by literal ARNs. */
export function validateCertificateArns(arns: { [region: string]: string }, regions: string[]) {
  if (Object.keys(arns).length !== regions.length || regions.some(region => arns[region] === undefined)) {
    throw refusal(`\`domain.certificateArns\` must name a certificate for each of ${regions.join(', ')}`, Object.keys(arns));
  }
  for (const [region, arn] of Object.entries(arns)) {
    if (Token.isUnresolved(arn)) {
      throw refusal('`domain.certificateArns` must be literals, because no token may cross a Region or a stack', String(arn));
    }
    if (/^arn:[\w-]+:acm-pca:/.test(arn)) {
      throw refusal('`domain.certificateArns` must be of public certificates, because API Gateway and callers do not trust a private authority', arn,
        'Leave it out to have public ones made');
    }
    const [, of] = /^arn:[\w-]+:acm:([a-z0-9-]+):\d{12}:certificate\/[\w-]+$/.exec(arn) ?? [];
    if (!of) {
      refuseWhenKnown('`domain.certificateArns` must be ARNs of certificates in ACM', arn);
    }
    if (of !== region) {
      refuseWhenKnown(`The certificate of ${region} in \`domain.certificateArns\` must be in that Region`, arn);
    }
  }
}
