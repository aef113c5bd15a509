import { Lazy } from 'aws-cdk-lib';
import { Standby } from '../../src';
import { anApi, DOMAIN } from '../an-api';

const TARGET = { dnsName: 'd111111abcdef8.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' };
const token = () => Lazy.string({ produce: () => 'x' });
const label63 = 'a'.repeat(63);
/** 253 characters, the most that a name can have. */
const name253 = [label63, label63, label63, 'b'.repeat(57), 'net'].join('.');

test.each([
  TARGET,
  { ...TARGET, dnsName: 'alb-1.eu-central-1.elb.amazonaws.com' },
  { ...TARGET, dnsName: `${label63}.net` },
  { ...TARGET, dnsName: name253 },
  { ...TARGET, hostedZoneId: 'Z1' },
  { ...TARGET, hostedZoneId: `Z${'1'.repeat(31)}` },
])('an alias may lead to %j', target => {
  const { _dnsName: dnsName, _hostedZoneId: hostedZoneId } = Standby.alias(target);
  expect({ dnsName, hostedZoneId }).toEqual(target);
});

test.each([
  [{ dnsName: '' }, '`standby.dnsName` must be a DNS name, got: ""'],
  [{ dnsName: 'cloudfront' }, '`standby.dnsName` must be a DNS name, got: "cloudfront"'],
  [{ dnsName: 'https://d1.cloudfront.net' }, '`standby.dnsName` must be a DNS name, got: "https://d1.cloudfront.net"'],
  [{ dnsName: 'd1.cloudfront.net.' }, '`standby.dnsName` must be a DNS name, got: "d1.cloudfront.net."'],
  [{ dnsName: `${label63}a.net` }, /^`standby.dnsName` must be a DNS name, got/],
  [{ dnsName: `b${name253}` }, /^`standby.dnsName` must be a DNS name, got/],
  [{ hostedZoneId: '' }, '`standby.hostedZoneId` must be the id of a hosted zone, got: ""'],
  [{ hostedZoneId: 'cloudfront' }, '`standby.hostedZoneId` must be the id of a hosted zone, got: "cloudfront"'],
  [{ hostedZoneId: '/hostedzone/Z2' }, '`standby.hostedZoneId` must be the id of a hosted zone, got: "/hostedzone/Z2"'],
  [{ hostedZoneId: `Z${'1'.repeat(32)}` }, /^`standby.hostedZoneId` must be the id of a hosted zone, got/],
  [{ dnsName: token() }, /^`standby.dnsName` must be a literal, because no token may cross a Region or a stack, got: "\$\{Token/],
  [{ hostedZoneId: token() }, /^`standby.hostedZoneId` must be a literal, because no token may cross a Region or a stack, got: "\$\{Token/],
])('an alias refuses %j', (part, message) => {
  expect(() => Standby.alias({ ...TARGET, ...part })).toThrow(message);
});

test.each(['fallback.example.net', `${label63}.net`, name253, 'status_page.example.net'])('a host may be %s', hostName => {
  const { _dnsName: dnsName, _hostedZoneId: hostedZoneId } = Standby.host(hostName);
  expect([dnsName, hostedZoneId]).toEqual([hostName, undefined]);
});

test.each([
  ['', '`standby` must be a host name without scheme, path or final dot, got: ""'],
  ['fallback', '`standby` must be a host name without scheme, path or final dot, got: "fallback"'],
  ['https://fallback.example.net', '`standby` must be a host name without scheme, path or final dot, got: "https://fallback.example.net"'],
  ['fallback.example.net/sorry', '`standby` must be a host name without scheme, path or final dot, got: "fallback.example.net/sorry"'],
  ['fallback.example.net.', '`standby` must be a host name without scheme, path or final dot, got: "fallback.example.net."'],
  ['fallback..example.net', /^`standby` must be a host name/],
  ['192.0.2.1:443', /^`standby` must be a host name/],
  [`b${name253}`, /^`standby` must be a host name/],
  [token(), /^`standby` must be a literal, because no token may cross a Region or a stack, got: "\$\{Token/],
])('a host refuses %j', (hostName, message) => {
  expect(() => Standby.host(hostName)).toThrow(message);
});

describe('of a name that is the zone\'s own', () => {
  const domain = { ...DOMAIN, domainName: DOMAIN.zoneName };

  test('an alias may stand by', () => {
    expect(() => anApi({ domain, standby: Standby.alias(TARGET) })).not.toThrow();
  });

  test('a host may not, for the zone\'s own name cannot have a CNAME record', () => {
    expect(() => anApi({ domain, standby: Standby.host('fallback.example.net') })).toThrow('`standby` must be `Standby.alias()` where '
      + '`domain.domainName` is the zone\'s own name, which cannot have a CNAME record, got: "Standby.host()"');
  });
});

test.each([
  ['hello.example.com'], ['HELLO.example.com'], ['eu-west-1.hello.example.com'], ['us-gov-west-1.hello.example.com'],
])('%s, a name of the API, cannot stand by for it', name => {
  const message = `\`standby\` must lead away from the API's own names, got: "${name}"`;
  expect(() => anApi({ standby: Standby.host(name) })).toThrow(message);
  expect(() => anApi({ standby: Standby.alias({ ...TARGET, dnsName: name }) })).toThrow(message);
});

test.each(['othello.example.com', 'example.com', 'status.hello.example.com', 'hello.example.com.example.net'])('%s can stand by', name => {
  expect(() => anApi({ standby: Standby.host(name) })).not.toThrow();
});

test.each(['s3-website.eu-central-1.amazonaws.com', 's3-website-us-east-1.amazonaws.com'])('an S3 website, %s, cannot stand by, for it has no HTTPS', dnsName => {
  expect(() => Standby.alias({ ...TARGET, dnsName }))
    .toThrow(`\`standby\` must answer over HTTPS, which S3 websites do not, got: "${dnsName}". Put CloudFront in front of the website`);
});
