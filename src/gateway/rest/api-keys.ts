import { SecretValue, Token } from 'aws-cdk-lib';
import { QuotaSettings, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { holdsLookupDummy } from '../../synthesis/lookup-dummy';
import { refusal } from '../../synthesis/refusal';
import { validateThrottle } from '../throttle';

/** A key that callers send as `x-api-key`. */
export interface ApiKeySettings {
  /** The key's name, once in an API: a key is in one usage plan. */
  readonly name: string;

  /**
   * The key itself, the same in every Region, 20 to 128 characters, e.g. `SecretValue.secretsManager('shop/partner-key')`:
   * a secret of that name, replicated to every Region.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   */
  readonly value: SecretValue;
}

/**
 * Who may call the routes that require an API key, and how often.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export interface UsagePlanSettings {
  /** The plan's name, once in an API. */
  readonly name: string;

  /** The keys that are in the plan, at least one. */
  readonly apiKeys: ApiKeySettings[];

  /**
   * How many requests a second, and at once, each key may make in each Region.
   *
   * @default - as the API's `throttle` allows
   */
  readonly throttle?: ThrottleSettings;

  /**
   * How many requests a day, week or month each key may make in each Region; Regions count for themselves.
   *
   * @default - no quota
   */
  readonly quota?: QuotaSettings;
}

export function validateUsagePlans(usagePlans: UsagePlanSettings[] | undefined) {
  if (!usagePlans) return;
  validateNames('usagePlans', usagePlans);
  usagePlans.forEach(validateUsagePlan);
  const keys = usagePlans.flatMap(plan => plan.apiKeys);
  validateNames('apiKeys', keys, 'API Gateway has a key in one usage plan of a stage');
  keys.forEach(validateLength);
  for (const [i, key] of keys.entries()) {
    const same = keys.slice(0, i).find(other => isSameValue(other.value, key.value));
    if (same) {
      throw refusal('`apiKeys` must have different values', [same.name, key.name]);
    }
  }
}

function validateUsagePlan({ name, apiKeys, throttle, quota }: UsagePlanSettings) {
  if (apiKeys.length === 0) {
    throw refusal(`\`apiKeys\` of the usage plan ${name} must not be empty`, apiKeys);
  }
  validateThrottle(`usagePlans.${name}.throttle`, throttle);
  if (quota && (Token.isUnresolved(quota.limit) || !(Number.isInteger(quota.limit) && quota.limit! >= 1) || !quota.period)) {
    throw refusal(`\`quota\` of the usage plan ${name} must have a \`period\` and a literal \`limit\`, a whole number of 1 or more`,
      Token.isUnresolved(quota.limit) ? 'a token' : quota);
  }
}

function validateNames(prop: string, named: { name: string }[], why?: string) {
  const names = named.map(({ name }) => name);
  if (names.some(name => Token.isUnresolved(name))) {
    throw refusal(`\`name\` in \`${prop}\` must be literal, because no token may cross a Region`, 'a token');
  }
  if (names.some(name => !name.trim())) {
    throw refusal(`\`name\` in \`${prop}\` must not be empty`, names);
  }
  if (new Set(names).size < names.length) {
    throw refusal(`\`name\` in \`${prop}\` must be there once in an API`, names, why);
  }
}

/** Says how long a key is, not what. */
function validateLength({ name, value }: ApiKeySettings) {
  const key = value.unsafeUnwrap();
  if (!Token.isUnresolved(key) && !holdsLookupDummy(key) && (key.length < 20 || key.length > 128)) {
    throw refusal(`\`value\` of the API key ${name} must be 20 to 128 characters long`, key.length);
  }
}

function isSameValue(one: SecretValue, other: SecretValue): boolean {
  const [left, right] = [one.unsafeUnwrap(), other.unsafeUnwrap()];
  return one === other || !Token.isUnresolved(left) && left === right;
}
