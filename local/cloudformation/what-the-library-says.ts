/** What the constructs and these Regions both know of `cdk.out` and `cdk.context.json`: a test holds both sides together. */
const NAMESPACE = 'cdk-multi-region-serverless-api:';

/** The context that says which replicas are deployed. */
export const RECORDED_REPLICAS = `${NAMESPACE}replicas`;

/** The context that says which health checks are deployed and, in the metadata of templates, which outputs have their ids. */
export const RECORDED_HEALTH_CHECKS = `${NAMESPACE}health-checks`;

/** Below the path of the health check: where a Region tells whether a peer is drained. */
export const DRAINED_PATH = 'drained';
