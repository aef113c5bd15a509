import { geographyOf } from '../../../../local/services/route53/region-geography';
import { locatedRegions } from '../../../../local/services/route53/region-locations';

test('every Region in which a caller can be has a continent and a country', () => {
  for (const region of locatedRegions()) {
    expect(geographyOf(region)).toMatchObject({ continentCode: expect.stringMatching(/^(AF|AN|AS|EU|NA|OC|SA)$/), countryCode: expect.stringMatching(/^[A-Z]{2}$/) });
  }
});

test('Regions in the United States, and no others, have a state', () => {
  for (const region of locatedRegions()) {
    const { countryCode, subdivisionCode } = geographyOf(region)!;
    expect([region, subdivisionCode !== undefined]).toEqual([region, countryCode === 'US']);
  }
});

test.each([
  ['us-west-2', { continentCode: 'NA', countryCode: 'US', subdivisionCode: 'OR' }],
  ['mx-central-1', { continentCode: 'NA', countryCode: 'MX', subdivisionCode: undefined }],
  ['ap-southeast-2', { continentCode: 'OC', countryCode: 'AU', subdivisionCode: undefined }],
  ['me-central-1', { continentCode: 'AS', countryCode: 'AE', subdivisionCode: undefined }],
])('%s is where Route 53 counts its country', (region, geography) => {
  expect(geographyOf(region)).toEqual(geography);
});

test('a Region of which nobody says where it is has no place', () => {
  expect(geographyOf('us-iso-east-1')).toBeUndefined();
});
