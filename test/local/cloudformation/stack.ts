import { AssembledStack, CloudFormationTemplate } from '../../../local/cloudformation/assembly';

/** A stack with a hand-written template. */
export function stack(template: CloudFormationTemplate = {}, overrides: Partial<AssembledStack> = {}): AssembledStack {
  return {
    name: 'Shop-eu',
    path: 'Shop/eu',
    region: 'eu-west-1',
    accountId: '123456789012',
    template,
    assets: new Map(),
    ...overrides,
  };
}
