import { MailIdentity } from '../../services/ses/ses';
import { arn, Identity } from '../resource';
import { ServiceTemplate } from '../service-template';

export interface SesDefinitions {
  readonly mailIdentities: MailIdentity[];
}

const IDENTITY: Identity = {
  ref: identity => identity.property('EmailIdentity'),
  attributes: {
    EmailIdentityArn: identity => arn(identity, 'ses', `identity/${identity.property('EmailIdentity')}`),
    ...Object.fromEntries([1, 2, 3].flatMap(i => [
      [`DkimDNSTokenName${i}`, (identity: Parameters<Identity['ref']>[0]) => `local${i}._domainkey.${identity.property('EmailIdentity')}`],
      [`DkimDNSTokenValue${i}`, () => `local${i}.dkim.amazonses.com`],
    ])),
  },
};

export const SES: ServiceTemplate<SesDefinitions> = {
  runs: 'mail of both versions of the API: [it is kept, and not sent](#schedules-events-and-messages)',
  differs: ['every address counts as verified, and no Region is in the sandbox', 'templates are not filled in: a message has the name and the data'],
  types: ['AWS::SES::ConfigurationSet', 'AWS::SES::EmailIdentity', 'AWS::SES::Template'],
  identities: {
    'AWS::SES::ConfigurationSet': { ref: set => set.property('Name') ?? set.logicalId },
    'AWS::SES::EmailIdentity': IDENTITY,
    'AWS::SES::Template': { ref: template => template.property('Template')?.TemplateName ?? template.logicalId },
  },
  define: resources => ({
    mailIdentities: resources.read(resources.ofType('AWS::SES::EmailIdentity'), identity => ({ name: identity.ref, region: identity.stack.region })),
  }),
};
