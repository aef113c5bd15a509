import { Aws, Duration, Token } from 'aws-cdk-lib';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

export function validateName(name: string) {
  validateLiteral('name', name);
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(name)) {
    throw refusal('`name` of an authorizer must be at most 128 letters, digits, dots, hyphens and underscores', name);
  }
}

export function validateIssuer(issuer: string) {
  validateLiteral('issuer', issuer);
  if (!/^https:\/\/[^/\s]+\S*$/.test(issuer)) {
    refuseWhenKnown('`issuer` of an authorizer must begin with "https://"', issuer);
  }
}

/** The account may be the stack's own. */
export function validateUserPool(userPoolArn: string) {
  const arn = userPoolArn.replace(Aws.ACCOUNT_ID, '111122223333');
  validateLiteral('userPoolArn', arn);
  const [, region, poolRegion] = /^arn:aws[a-z-]*:cognito-idp:([a-z0-9-]+):\d{12}:userpool\/([a-z0-9-]+)_[A-Za-z0-9]+$/.exec(arn) ?? [];
  if (!region || region !== poolRegion) {
    refuseWhenKnown('`userPoolArn` must be like arn:aws:cognito-idp:<Region>:<account>:userpool/<Region>_<id>', userPoolArn);
  }
}

export function validateAudience(prop: string, audience: string[] | undefined) {
  validateNames(prop, audience);
}

export function validateScopes(scopes: string[] | undefined) {
  validateNames('scopes', scopes);
}

export function validateHeaders(headers: string[], ttl: Duration) {
  if (headers.length === 0 && ttl.toSeconds() > 0) {
    throw refusal('`headers` of an authorizer must not be empty, for remembered answers are found by them', headers,
      'Remember none, with `resultsCacheTtl: Duration.seconds(0)`, otherwise');
  }
  if (headers.length > 0) validateNames('headers', headers);
  const invalid = headers.find(header => !/^[A-Za-z0-9!#$%&*+.^_`|~-]+$/.test(header));
  if (invalid !== undefined) {
    refuseWhenKnown('`headers` of an authorizer must be names of headers', invalid);
  }
}

export function validateTtl(ttl: Duration) {
  if (ttl.isUnresolved()) {
    throw refusal('`resultsCacheTtl` of an authorizer must be literal', 'a token');
  }
  const seconds = ttl.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds > Duration.hours(1).toSeconds()) {
    throw refusal('`resultsCacheTtl` of an authorizer must be whole seconds, at most an hour', ttl.toString());
  }
}

function validateNames(prop: string, names: string[] | undefined) {
  if (!names) return;
  names.forEach(name => validateLiteral(prop, name));
  if (names.length === 0 || names.some(name => !name) || new Set(names).size < names.length) {
    throw refusal(`\`${prop}\` of an authorizer must name at least one, and each once`, names);
  }
}

function validateLiteral(prop: string, value: string) {
  if (Token.isUnresolved(value)) {
    throw refusal(`\`${prop}\` of an authorizer must be literal, because no token may cross a Region`, 'a token');
  }
}
