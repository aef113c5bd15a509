import { RemovalPolicy } from 'aws-cdk-lib';
import { acknowledgeUnrotated } from './acknowledged-findings';
import { GlobalSecret, MultiRegionServerlessApi, SecretEncryption } from 'cdk-multi-region-serverless-api';

/** What opens the ledger, the bank and the archive of the reports: as each of them has it, in every Region. */
export function addPartnersSecrets(partners: MultiRegionServerlessApi, keyArns: { [region: string]: string }): GlobalSecret[] {
  const secrets = [
    partners.addSecret('Ledger', {
      secretName: 'partners/ledger',
      description: 'Of the ledger\'s API',
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
      encryption: SecretEncryption.existingKeys(keyArns),
    }),
    partners.addSecret('Bank', { encryption: SecretEncryption.customerManagedKeys() }),
    partners.addSecret('Archive', { encryption: SecretEncryption.awsManagedKey(), removalPolicy: RemovalPolicy.DESTROY }),
  ];
  secrets.forEach(({ secret }) => acknowledgeUnrotated(secret));
  return secrets;
}
