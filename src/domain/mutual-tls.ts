import { Token } from 'aws-cdk-lib';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/**
 * The client certificates that callers must present.
 *
 * `domain.certificateArns`, if there are any, must then be of certificates that ACM issued, not of imported ones.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export interface MutualTls {
  /**
   * Where the certificates of the trusted authorities are, by the Region's name, e.g.
   * `{ 'eu-west-1': 's3://trust-eu-west-1/authorities.pem' }`: one object for every Region, so that none depends on another.
   */
  readonly truststoreUris: { [region: string]: string };

  /**
   * The versions of those objects, by the Region's name; a new version is what makes API Gateway read the object anew.
   *
   * @default - the version at the time of the deployment
   */
  readonly truststoreVersions?: { [region: string]: string };
}

export function validateMutualTls({ truststoreUris, truststoreVersions }: MutualTls, regions: string[]) {
  if (Object.keys(truststoreUris).length !== regions.length || regions.some(region => truststoreUris[region] === undefined)) {
    throw refusal(`\`domain.mutualTls.truststoreUris\` must name an object for each of ${regions.join(', ')}`, Object.keys(truststoreUris),
      `Give its address by the Region's name, e.g. { '${regions[0]}': 's3://trust-${regions[0]}/authorities.pem', … }`);
  }
  for (const uri of Object.values(truststoreUris)) {
    if (Token.isUnresolved(uri) || !/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/.test(uri)) {
      refuseWhenKnown('`domain.mutualTls.truststoreUris` must be literal addresses like "s3://bucket/key"', String(uri));
    }
  }
  if (Object.values(truststoreVersions ?? {}).some(version => !version || Token.isUnresolved(version))) {
    throw refusal('`domain.mutualTls.truststoreVersions` must be literal versions', Object.values(truststoreVersions!).map(String));
  }
  const stray = Object.keys(truststoreVersions ?? {}).find(region => !regions.includes(region));
  if (stray !== undefined) {
    throw refusal(`\`domain.mutualTls.truststoreVersions\` must be of ${regions.join(', ')}`, stray);
  }
}
