import { RegionInfo } from 'aws-cdk-lib/region-info';

/** The names of the Regions that CDK knows. */
export function knownRegions(): string[] {
  return RegionInfo.regions.map(({ name }) => name);
}

/** Room for the name of any Region, also of those to come: the longest today has 14 characters. */
export const MAX_REGION_NAME = 16;
