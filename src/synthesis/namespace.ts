/** What the ids of rules and the keys of recorded contexts start with. */
export const NAMESPACE = 'cdk-multi-region-serverless-api:';
