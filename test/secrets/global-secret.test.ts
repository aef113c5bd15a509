import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { GlobalSecretProps, MultiRegionServerlessApi, SecretEncryption } from '../../src';
import { aFunction, anApi, templateOf } from '../an-api';
import { messagesAtSynth } from '../rules/messages';

const [VIRGINIA, IRELAND] = ['us-east-1', 'eu-west-1'];
const secretOf = (api: MultiRegionServerlessApi) => Object.values(Template.fromStack(api.node.findChild('Secrets') as Stack).findResources('AWS::SecretsManager::Secret'))[0];
const made = (props?: GlobalSecretProps, id = 'Twilio') => {
  const api = anApi();
  api.addSecret(id, props);
  return secretOf(api);
};
const keyIn = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd`;

test('a secret has one literal name, a replica in every other Region, a generated value, and stays when it leaves the app', () => {
  expect(made()).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { Name: 'Shop/Twilio', ReplicaRegions: [{ Region: IRELAND }], GenerateSecretString: {} },
  });
  expect(made().Properties).not.toHaveProperty('KmsKeyId');
});

test('its settings are those that are given', () => {
  const { DeletionPolicy, Properties } = made({
    secretName: 'crm/key', description: 'of the CRM', generateSecretString: { passwordLength: 20 }, removalPolicy: RemovalPolicy.DESTROY,
  });
  expect(DeletionPolicy).toBe('Delete');
  expect(Properties).toMatchObject({ Name: 'crm/key', Description: 'of the CRM', GenerateSecretString: { PasswordLength: 20 } });
});

test('its stack is in the primary Region, and comes before those of the Regions', () => {
  const api = anApi({ primaryRegion: IRELAND });
  api.addSecret('Twilio');
  const stack = api.node.findChild('Secrets') as Stack;
  expect([stack.region, stack.stackName]).toEqual([IRELAND, 'Shop-Secrets']);
  expect(secretOf(api).Properties.ReplicaRegions).toEqual([{ Region: VIRGINIA }]);
  expect(api.regionalApis.map(region => region.stack.dependencies.includes(stack))).toEqual([true, true]);
});

describe.each([VIRGINIA, IRELAND])('in %s', region => {
  test('a function may read what is beside it, and no token comes from another stack', () => {
    const app = new App();
    const api = anApi({}, app);
    const twilio = api.addSecret('Twilio');
    api.regionalApis.forEach(other => twilio.grantRead(aFunction(other, 'Text', { environment: { TWILIO: twilio.secretName } })));
    templateOf(api, region).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{
          Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:secretsmanager:${region}:`, { Ref: 'AWS::AccountId' }, ':secret:Shop/Twilio-??????']] },
        }],
      },
    });
    expect(messagesAtSynth(app)).toEqual([]);
  });
});

test('the replica of a Region is a secret of CDK\'s', () => {
  expect(anApi().addSecret('Twilio').replica(IRELAND).secretName).toBe('Shop/Twilio');
});

test('rotation runs in the primary Region, by a function in the secret\'s stack', () => {
  const api = anApi();
  const { secret } = api.addSecret('Twilio');
  secret.addRotationSchedule('Rotation', { rotationLambda: aFunction(Stack.of(secret), 'Rotate') });
  Template.fromStack(Stack.of(secret)).resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
});

describe('encryption', () => {
  test('by keys that are made for it: one in each Region, known by its alias', () => {
    const api = anApi();
    api.addSecret('Twilio', { encryption: SecretEncryption.customerManagedKeys() });
    expect(secretOf(api).Properties).toMatchObject({
      KmsKeyId: 'alias/Shop/Twilio', ReplicaRegions: [{ Region: IRELAND, KmsKeyId: 'alias/Shop/Twilio' }],
    });
    for (const region of [VIRGINIA, IRELAND]) {
      const keys = api.node.findChild(`Keys-${region}`) as Stack;
      expect((api.node.findChild('Secrets') as Stack).dependencies).toContain(keys);
      const template = Template.fromStack(keys);
      template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/Shop/Twilio' });
      const [{ Properties }] = Object.values(template.findResources('AWS::KMS::Key'));
      const { Principal, Condition } = Properties.KeyPolicy.Statement.find(({ Sid }: { Sid?: string }) => Sid === 'UseThroughSecretsManager');
      expect([Principal, JSON.stringify(Condition)]).toEqual([{ AWS: '*' }, expect.stringMatching(/^\{"StringEquals":\{"kms:ViaService":.*"secretsmanager\..*"kms:CallerAccount"/)]);
    }
    expect(api.node.tryFindChild('Tables')).toBeUndefined();
  });

  test('by keys that exist, whose use a grant on the secret includes', () => {
    const api = anApi();
    const twilio = api.addSecret('Twilio', { encryption: SecretEncryption.existingKeys({ [VIRGINIA]: keyIn(VIRGINIA), [IRELAND]: keyIn(IRELAND) }) });
    twilio.grantRead(aFunction(api.inRegion(IRELAND)));
    expect(secretOf(api).Properties).toMatchObject({ KmsKeyId: keyIn(VIRGINIA), ReplicaRegions: [{ Region: IRELAND, KmsKeyId: keyIn(IRELAND) }] });
    templateOf(api, IRELAND).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt', Resource: keyIn(IRELAND) })]) },
    });
  });

  test('by AWS\'s keys is the default', () => {
    expect(made({ encryption: SecretEncryption.awsManagedKey() })).toEqual(made());
  });
});

test.each<[string, () => unknown, string]>([
  ['a name with a space', () => made({ secretName: 'my key' }), '`secretName` must have 1 to 512 letters, digits and "/_+=.@-", got: "my key"'],
  ['a name that ends as an ARN does', () => made({ secretName: 'shop-twilio' }), '`secretName` must not end in a hyphen and six letters or digits'],
  ['a token', () => made({ secretName: anApi().regionalApis[0].stack.stackId }), '`secretName` must be a literal'],
  ['keys of some Regions', () => made({ encryption: SecretEncryption.existingKeys({ [IRELAND]: keyIn(IRELAND) }) }), '`SecretEncryption.existingKeys()` must have one key for each of'],
  ['a name that no alias can have', () => made({ secretName: 'a@b', encryption: SecretEncryption.customerManagedKeys() }), 'must have at most 250 letters'],
  ['a replica elsewhere', () => anApi().addSecret('Twilio').replica('sa-east-1'), '`region` must be one that Shop/Twilio has a replica in: us-east-1, eu-west-1, got: "sa-east-1"'],
  ['a grantee elsewhere', () => anApi().addSecret('Twilio').grantRead(aFunction(new Stack(new App(), 'Elsewhere', { env: { region: 'sa-east-1' } }))), 'got: "sa-east-1"'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
