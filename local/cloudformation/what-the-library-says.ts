/** What the constructs and these Regions both know of `cdk.out` and `cdk.context.json`: a test holds both sides together. */
const NAMESPACE = 'cdk-multi-region-serverless-api:';

/** What decides whether the next deployment is legal: of a stack in the metadata of its template, in the context of all that are deployed. */
export const DEPLOYED = `${NAMESPACE}deployed`;

/** How it is written down. */
export const VERSION = 1;

/** What the ids of messages about updates start with, e.g. in `[cdk-multi-region-serverless-api:api-key-moved]`. */
export const RULE = NAMESPACE;

/** The construct id of what answers health checks, which has a function. */
export const HEALTH_PROBE = 'HealthProbe';

/** The rules that ask for a record of deployments. */
export const NOT_RECORDED = ['deployment-not-recorded', 'health-checks-not-recorded'];

/** Below the path of the health check: where a Region tells whether a peer is drained. */
export const DRAINED_PATH = 'drained';
