import { Aws, Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

export function validateName(name: string) {
  if (Token.isUnresolved(name)) {
    throw refusal('`name` of an authorizer must be literal, because no token may cross a Region', 'a token');
  }
  if (typeof name !== 'string' || !/^[A-Za-z0-9._-]{1,128}$/.test(name)) {
    throw refusal('`name` of an authorizer must be at most 128 letters, digits, dots, hyphens and underscores', name);
  }
}

/** In plain JavaScript they may be missing, as all that is required. */
export function validateOptions(options: object) {
  if (typeof options !== 'object' || options === null) {
    throw refusal('`options` of an authorizer must be an object', options);
  }
}

export function validateHandler(handler: unknown) {
  if (!Construct.isConstruct(handler)) {
    throw refusal('`handler` of an authorizer must be a function', handler);
  }
}

/** It may be known after deployment only. */
export function validateIssuer(issuer: string) {
  if (!Token.isUnresolved(issuer) && !/^https:\/\/[^/\s]+\S*$/.test(issuer)) {
    refuseWhenKnown('`issuer` of an authorizer must begin with "https://"', issuer);
  }
}

/** It, or its account alone, may be known after deployment only. A replica of a pool has the id that the pool has in its primary Region. */
export function validateUserPool(userPoolArn: string) {
  const arn = String(userPoolArn).replace(Aws.ACCOUNT_ID, '111122223333');
  if (!Token.isUnresolved(arn) && !/^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[a-z0-9-]+_[A-Za-z0-9]+$/.test(arn)) {
    refuseWhenKnown('`userPoolArn` must be like arn:aws:cognito-idp:<Region>:<account>:userpool/<Region>_<id>', userPoolArn);
  }
}

export function validateNamesIfAny(prop: string, names: string[] | undefined) {
  if (names !== undefined) validateNames(prop, names);
}

export function validateNames(prop: string, names: string[]) {
  if (!Array.isArray(names) || names.length === 0 || names.some(name => typeof name !== 'string' || !name) || new Set(names).size < names.length) {
    throw refusal(`\`${prop}\` of an authorizer must name at least one, and each once`, names);
  }
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
  if (typeof ttl.isUnresolved !== 'function') {
    throw refusal('`resultsCacheTtl` of an authorizer must be a `Duration`', ttl);
  }
  if (ttl.isUnresolved()) {
    throw refusal('`resultsCacheTtl` of an authorizer must be literal', 'a token');
  }
  const seconds = ttl.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds > Duration.hours(1).toSeconds()) {
    throw refusal('`resultsCacheTtl` of an authorizer must be whole seconds, at most an hour', ttl.toString());
  }
}
