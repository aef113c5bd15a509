/** Where a caller is, in the codes of Route 53's geolocation records. */
export interface Geography {
  readonly continentCode: string;
  readonly countryCode: string;
  /** A state of the United States. */
  readonly subdivisionCode?: string;
}

/**
 * The continent and the country of the AWS Regions and, in the United States, the state.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html
 */
const REGION_GEOGRAPHY: Readonly<Record<string, readonly [continentCode: string, countryCode: string, subdivisionCode?: string]>> = {
  'af-south-1': ['AF', 'ZA'],
  'ap-east-1': ['AS', 'HK'],
  'ap-east-2': ['AS', 'TW'],
  'ap-northeast-1': ['AS', 'JP'],
  'ap-northeast-2': ['AS', 'KR'],
  'ap-northeast-3': ['AS', 'JP'],
  'ap-south-1': ['AS', 'IN'],
  'ap-south-2': ['AS', 'IN'],
  'ap-southeast-1': ['AS', 'SG'],
  'ap-southeast-2': ['OC', 'AU'],
  'ap-southeast-3': ['AS', 'ID'],
  'ap-southeast-4': ['OC', 'AU'],
  'ap-southeast-5': ['AS', 'MY'],
  'ap-southeast-6': ['OC', 'NZ'],
  'ap-southeast-7': ['AS', 'TH'],
  'ca-central-1': ['NA', 'CA'],
  'ca-west-1': ['NA', 'CA'],
  'cn-north-1': ['AS', 'CN'],
  'cn-northwest-1': ['AS', 'CN'],
  'eu-central-1': ['EU', 'DE'],
  'eu-central-2': ['EU', 'CH'],
  'eu-north-1': ['EU', 'SE'],
  'eu-south-1': ['EU', 'IT'],
  'eu-south-2': ['EU', 'ES'],
  'eu-west-1': ['EU', 'IE'],
  'eu-west-2': ['EU', 'GB'],
  'eu-west-3': ['EU', 'FR'],
  'eusc-de-east-1': ['EU', 'DE'],
  'il-central-1': ['AS', 'IL'],
  'me-central-1': ['AS', 'AE'],
  'me-south-1': ['AS', 'BH'],
  'mx-central-1': ['NA', 'MX'],
  'sa-east-1': ['SA', 'BR'],
  'us-east-1': ['NA', 'US', 'VA'],
  'us-east-2': ['NA', 'US', 'OH'],
  'us-gov-east-1': ['NA', 'US', 'OH'],
  'us-gov-west-1': ['NA', 'US', 'OR'],
  'us-west-1': ['NA', 'US', 'CA'],
  'us-west-2': ['NA', 'US', 'OR'],
};

/** Where a caller in a Region is; nothing for a Region of which nobody says it, as for an address that Route 53 cannot place. */
export function geographyOf(region: string): Geography | undefined {
  const geography = REGION_GEOGRAPHY[region];
  return geography && { continentCode: geography[0], countryCode: geography[1], subdivisionCode: geography[2] };
}
