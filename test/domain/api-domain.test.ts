import { App, Lazy } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { ApiDomain, HealthCheck } from '../../src';
import { anApi, DOMAIN } from '../an-api';

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

test.each(['shop', 'shop/v1', 'a/b/c/d', '$-_.+!*\'()', 'Shop2', 'b'.repeat(300)])('the base path may be %s', basePath => {
  expect(anApi({ domain: { ...DOMAIN, basePath }, health: HealthCheck.alarms() }).url).toBe(`https://hello.example.com/${basePath}`);
});

const arnOf = (region: string) => `arn:aws:acm:${region}:123456789012:certificate/0a1b-${region}`;
const certificateArns = { 'us-east-1': arnOf('us-east-1'), 'eu-west-1': arnOf('eu-west-1') };
const truststoreUris = { 'us-east-1': 's3://trust-us/ca.pem', 'eu-west-1': 's3://trust-eu/ca.pem' };
const token = Lazy.string({ produce: () => 'x' });
const badBasePath = /^`domain.basePath` must be at most 300 letters, digits and "\$-_\.\+!\*'\(\)", with single slashes between, got/;
const badUri = /^`domain.mutualTls.truststoreUris` must be literal addresses like "s3:\/\/bucket\/key", got/;
const badPolicy = /^`domain.securityPolicy` must be one of regional domain names, not of edge-optimized ones, got: "SecurityPolicy_TLS\w+_EDGE"/;
const withMutualTls = (mutualTls: object): Partial<ApiDomain> => ({ mutualTls: { truststoreUris, ...mutualTls } });
const withTruststore = (uri: string) => withMutualTls({ truststoreUris: { ...truststoreUris, 'eu-west-1': uri } });
const withCertificate = (arn: string): Partial<ApiDomain> => ({ certificateArns: { ...certificateArns, 'eu-west-1': arn } });

test.each<[Partial<ApiDomain>]>([
  [{ certificateArns }],
  [withCertificate('arn:aws-cn:acm:eu-west-1:123456789012:certificate/1')],
  [withMutualTls({})],
  [withMutualTls({ truststoreVersions: { 'eu-west-1': 'v1' } })],
  [withTruststore('s3://abc/k')],
  [withTruststore(`s3://${'b'.repeat(63)}/a/path/to/ca.pem`)],
  [{ securityPolicy: SecurityPolicy.TLS_1_2 }],
  [{ securityPolicy: SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09 }],
])('takes %j', domain => {
  expect(() => anApi({ domain: { ...DOMAIN, ...domain }, health: HealthCheck.alarms() })).not.toThrow();
});

test.each<[Partial<ApiDomain>, string | RegExp]>([
  [{ basePath: '' }, badBasePath],
  [{ basePath: '/shop' }, badBasePath],
  [{ basePath: 'shop/' }, badBasePath],
  [{ basePath: 'shop//v1' }, badBasePath],
  [{ basePath: 'shop v1' }, badBasePath],
  [{ basePath: 'shop?v=1' }, badBasePath],
  [{ basePath: 'größe' }, badBasePath],
  [{ basePath: 'b'.repeat(301) }, badBasePath],
  [{ basePath: '(none)' }, '`domain.basePath` must be a path, and this is API Gateway\'s word for having none, got: "(none)". Leave it out'],
  [{ basePath: token }, /^`domain.basePath` must be a literal, because URLs are made from it in every Region, got: "\$\{Token/],
  [{ certificateArns: {} }, '`domain.certificateArns` must name a certificate for each of us-east-1, eu-west-1, got: []'],
  [{ certificateArns: { 'eu-west-1': arnOf('eu-west-1') } }, '`domain.certificateArns` must name a certificate for each of us-east-1, eu-west-1, got: ["eu-west-1"]'],
  [{ certificateArns: { ...certificateArns, 'eu-west-2': arnOf('eu-west-2') } }, /^`domain.certificateArns` must name a certificate for each of us-east-1, eu-west-1, got/],
  [{ certificateArns: { 'us-east-1': arnOf('us-east-1'), 'eu-west-2': arnOf('eu-west-2') } }, /^`domain.certificateArns` must name a certificate for each of/],
  [withCertificate(token), /^`domain.certificateArns` must be literals, because no token may cross a Region or a stack, got: "\$\{Token/],
  [withCertificate(arnOf('us-east-1')), `The certificate of eu-west-1 in \`domain.certificateArns\` must be in that Region, got: "${arnOf('us-east-1')}"`],
  [withCertificate('arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/1'),
    /^`domain.certificateArns` must be of public certificates, because API Gateway and callers do not trust a private authority, got: .* Leave it out to have public ones made$/],
  [withCertificate('certificate/1'), '`domain.certificateArns` must be ARNs of certificates in ACM, got: "certificate/1"'],
  [withCertificate('arn:aws:acm:eu-west-1:12345678901:certificate/1'), /^`domain.certificateArns` must be ARNs of certificates in ACM, got/],
  [withCertificate('arn:aws:iam::123456789012:server-certificate/1'), /^`domain.certificateArns` must be ARNs of certificates in ACM, got/],
  [{ securityPolicy: SecurityPolicy.TLS_1_0 }, '`domain.securityPolicy` must ask for TLS 1.2 at least, got: "TLS_1_0"'],
  [{ securityPolicy: SecurityPolicy.TLS13_2025_EDGE }, badPolicy],
  [{ securityPolicy: SecurityPolicy.TLS12_PFS_2025_EDGE }, badPolicy],
  [{ securityPolicy: SecurityPolicy.TLS12_2018_EDGE }, badPolicy],
  [withMutualTls({ truststoreUris: {} }), '`domain.mutualTls.truststoreUris` must name an object for each of us-east-1, eu-west-1, got: []. '
    + 'Give its address by the Region\'s name, e.g. { \'us-east-1\': \'s3://trust-us-east-1/authorities.pem\', … }'],
  [withMutualTls({ truststoreUris: { 'us-east-1': 's3://trust/ca.pem' } }), /^`domain.mutualTls.truststoreUris` must name an object for each of us-east-1, eu-west-1, got: \["us-east-1"\]/],
  [withMutualTls({ truststoreUris: { ...truststoreUris, 'eu-west-2': 's3://trust/ca.pem' } }), /^`domain.mutualTls.truststoreUris` must name an object for each of/],
  [withTruststore(token), badUri],
  [withTruststore('https://trust.s3.amazonaws.com/ca.pem'), badUri],
  [withTruststore('s3://trust'), badUri],
  [withTruststore('s3://trust/'), badUri],
  [withTruststore('s3://ab/k'), badUri],
  [withTruststore(`s3://${'b'.repeat(64)}/k`), badUri],
  [withMutualTls({ truststoreVersions: { 'eu-west-2': 'v1' } }), '`domain.mutualTls.truststoreVersions` must be of us-east-1, eu-west-1, got: "eu-west-2"'],
  [withMutualTls({ truststoreVersions: { 'eu-west-1': '' } }), '`domain.mutualTls.truststoreVersions` must be literal versions, got: [""]'],
  [withMutualTls({ truststoreVersions: { 'eu-west-1': token } }), /^`domain.mutualTls.truststoreVersions` must be literal versions, got: \["\$\{Token/],
])('refuses %j, before anything is made', (domain, message) => {
  const app = new App();
  expect(() => anApi({ domain: { ...DOMAIN, ...domain }, health: HealthCheck.alarms() }, app)).toThrow(message);
  expect(app.node.findChild('Shop').node.children).toEqual([]);
});
