import policies from './managed-policies.json';
import { PolicyDocument, StatementDocument } from './policy-document';

const OF_AWS = /^arn:[^:]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/;

/** What a policy of AWS says about the services that run here; nothing for any other. One that is not in the list says nothing about them. */
export function managedByAws(arn: string): PolicyDocument | undefined {
  const [, name] = OF_AWS.exec(arn) ?? [];
  if (name === undefined) return undefined;
  const statements = (policies as unknown as Readonly<Record<string, readonly StatementDocument[]>>)[name] ?? [];
  return { Version: '2012-10-17', Statement: statements };
}
