import { RemovalPolicy } from 'aws-cdk-lib';
import { GlobalSecretProps, SecretEncryption } from '../../../src';
import { functionOf, IRELAND, shop, SINGAPORE, VIRGINIA } from '../shop';
import { walk, walkOptional } from '../walk';

const withSecret = (props: GlobalSecretProps | undefined, id: string = 'Twilio', regions?: string[]) => shop({ ...regions && { regions } }, api => {
  if (!props) return;
  const secret = api.addSecret(id, props);
  api.regionalApis.forEach(region => secret.grantRead(functionOf(region, 'Text')));
});
const keys = (id: string) => Object.fromEntries([VIRGINIA, IRELAND].map(region => [region, `arn:aws:kms:${region}:111122223333:key/${id}`]));

export const SECRETS = [
  ...walkOptional('addSecret()', props => withSecret(props), ['Twilio', {}]),
  ...walk('addSecret(): id', id => withSecret({}, id), { Twilio: 'Twilio', Stripe: 'Stripe' }, 'Twilio → Stripe'),
  ...walk('regions, with a secret', regions => withSecret({}, 'Twilio', regions), {
    'Virginia, Ireland': [VIRGINIA, IRELAND], 'Virginia, Ireland, Singapore': [VIRGINIA, IRELAND, SINGAPORE],
  }, 'Virginia, Ireland → Virginia, Ireland, Singapore'),
  ...walkOptional('secret.secretName', secretName => withSecret({ secretName }), ['twilio', 'twilio'], ['crm/twilio', 'crm/twilio']),
  ...walkOptional('secret.description', description => withSecret({ description }), ['Texts', 'Texts']),
  ...walkOptional('secret.generateSecretString', generateSecretString => withSecret({ generateSecretString }), ['20', { passwordLength: 20 }]),
  ...walkOptional('secret.removalPolicy', removalPolicy => withSecret({ removalPolicy }), ['DESTROY', RemovalPolicy.DESTROY]),
  ...walk<SecretEncryption | undefined>('secret.encryption', encryption => withSecret({ encryption }), {
    'none': undefined,
    'awsManagedKey()': SecretEncryption.awsManagedKey(),
    'customerManagedKeys()': SecretEncryption.customerManagedKeys(),
    'existingKeys()': SecretEncryption.existingKeys(keys('1234abcd-12ab-34cd-56ef-1234567890ab')),
    'existingKeys(), others': SecretEncryption.existingKeys(keys('9876dcba-12ab-34cd-56ef-1234567890ab')),
  }, 'none → awsManagedKey()', 'none → customerManagedKeys()', 'customerManagedKeys() → none', 'none → existingKeys()', 'existingKeys() → existingKeys(), others'),
];
