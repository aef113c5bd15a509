import { Lazy } from 'aws-cdk-lib';
import { anApi, DOMAIN } from './an-api';

const label63 = 'a'.repeat(63);
const zone = 'example.com';

test.each([
  ['the apex of the zone', 'example.com'],
  ['64 characters', `${'a'.repeat(52)}.${zone}`],
  ['a name several labels deep', 'v1.api.eu.example.com'],
])('the shared name may be %s', (_, domainName) => {
  expect(anApi({ domain: { ...DOMAIN, domainName } }).url).toBe(`https://${domainName}`);
});

test.each([
  [{ domainName: 'hello.example.org' }, '`domain.domainName` must be within `domain.zoneName`, got: "hello.example.org". The zone is example.com'],
  [{ domainName: 'helloexample.com' }, '`domain.domainName` must be within `domain.zoneName`, got: "helloexample.com". The zone is example.com'],
  [{ domainName: 'Hello.example.com' }, '`domain.domainName` must be lower case, got: "Hello.example.com"'],
  [{ domainName: 'https://hello.example.com' }, '`domain.domainName` must be a name without scheme or path, got: "https://hello.example.com"'],
  [{ domainName: 'hello.example.com/v1' }, '`domain.domainName` must be a name without scheme or path, got: "hello.example.com/v1"'],
  [{ domainName: 'hello.example.com.' }, '`domain.domainName` must not end with a dot, got: "hello.example.com."'],
  [{ domainName: '*.example.com' }, '`domain.domainName` must not be a wildcard, got: "*.example.com". Name one API, e.g. "api.example.com"'],
  [{ domainName: '' }, /^`domain.domainName` must be a DNS name: labels of 1 to 63 letters, digits and hyphens, separated by dots, got: ""/],
  [{ domainName: 'hello..example.com' }, /^`domain.domainName` must be a DNS name/],
  [{ domainName: 'my_api.example.com' }, /^`domain.domainName` must be a DNS name/],
  [{ domainName: '-hello.example.com' }, /^`domain.domainName` must be a DNS name/],
  [{ domainName: `${label63}a.example.com` }, /^`domain.domainName` must be a DNS name/],
  [{ domainName: `${'a'.repeat(53)}.${zone}` }, /^`domain.domainName` must have at most 64 characters, as the first name of an ACM certificate, got/],
  [{ zoneName: 'Example.com' }, '`domain.zoneName` must be lower case, got: "Example.com"'],
  [{ zoneName: 'example.com.' }, '`domain.zoneName` must not end with a dot, got: "example.com."'],
  [{ hostedZoneId: '/hostedzone/Z123' }, /^`domain.hostedZoneId` must be the id of a hosted zone, "Z" and up to 31 capital letters and digits, got: "\/hostedzone\/Z123"/],
  [{ hostedZoneId: `Z${'1'.repeat(32)}` }, /^`domain.hostedZoneId` must be the id of a hosted zone/],
])('refuses %j', (domain, message) => {
  expect(() => anApi({ domain: { ...DOMAIN, ...domain } })).toThrow(message);
});

test('the zone may have an underscore in its name', () => {
  const domain = { ...DOMAIN, zoneName: '_internal.example.com', domainName: 'a._internal.example.com' };
  expect(() => anApi({ domain })).toThrow(/^`domain.domainName` must be a DNS name/); // but then no certificate can be had below it
});

test.each(['domainName', 'zoneName', 'hostedZoneId'])('refuses a token for `%s`', prop => {
  expect(() => anApi({ domain: { ...DOMAIN, [prop]: Lazy.string({ produce: () => 'x' }) } }))
    .toThrow(new RegExp(`^\`domain.${prop}\` must be a literal`));
});
