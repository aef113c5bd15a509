import { RegionInfo } from 'aws-cdk-lib/region-info';
import { locatedRegions, partition, placeOf } from '../../../local/machine/aws-regions';

/** Regions of isolated partitions, and one that is announced: nobody says where they are. */
const UNLOCATED = /^(us|eu)-iso|^me-west-1$/;

test('every Region that the CDK knows has a place, except the isolated ones', () => {
  const known = RegionInfo.regions.map(({ name }) => name).filter(name => !UNLOCATED.test(name));
  expect(locatedRegions().sort()).toEqual(known.sort());
});

test('every Region whose place is known is in the partition that the CDK has it in', () => {
  for (const region of locatedRegions()) {
    const { partition: name, domainSuffix: dnsSuffix } = RegionInfo.get(region);
    expect(partition(region)).toEqual({ name, dnsSuffix });
  }
});

test('every Region in which a caller can be has a continent and a country', () => {
  for (const region of locatedRegions()) {
    expect(placeOf(region)).toMatchObject({ continentCode: expect.stringMatching(/^(AF|AN|AS|EU|NA|OC|SA)$/), countryCode: expect.stringMatching(/^[A-Z]{2}$/) });
  }
});

test('Regions in the United States, and no others, have a state', () => {
  for (const region of locatedRegions()) {
    const { countryCode, subdivisionCode } = placeOf(region)!;
    expect([region, subdivisionCode !== undefined]).toEqual([region, countryCode === 'US']);
  }
});

test.each([
  ['us-west-2', { continentCode: 'NA', countryCode: 'US', subdivisionCode: 'OR' }],
  ['mx-central-1', { continentCode: 'NA', countryCode: 'MX', subdivisionCode: undefined }],
  ['ap-southeast-2', { continentCode: 'OC', countryCode: 'AU', subdivisionCode: undefined }],
  ['me-central-1', { continentCode: 'AS', countryCode: 'AE', subdivisionCode: undefined }],
])('%s is where Route 53 counts its country', (region, geography) => {
  expect(placeOf(region)).toMatchObject(geography);
});

test('a Region of which nobody says where it is has no place', () => {
  expect(placeOf('us-iso-east-1')).toBeUndefined();
});
