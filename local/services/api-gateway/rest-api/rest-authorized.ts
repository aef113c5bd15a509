import { CallerIdentity } from '../caller-identity';

/** What is known of a caller that a REST API lets in. */
export interface Authorized {
  /** What the function gets as `requestContext.authorizer`. @default - nothing */
  readonly authorizer?: Record<string, unknown>;
  /** The API key that the caller is to be counted under, where the API takes keys from its authorizer. */
  readonly apiKey?: string;
  /** Whose signature IAM knows. */
  readonly caller?: CallerIdentity;
}
