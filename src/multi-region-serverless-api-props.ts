import { IStackSynthesizer, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { ApiDomain } from './domain/api-domain';
import { ApiGateway } from './gateway/api-gateway';
import { Drain } from './health/drain';
import { HealthCheck } from './health/health-check';
import { Rollout } from './regions/rollout';
import { Routing } from './routing/routing';
import { Standby } from './routing/standby';

/** Settings of an API in several Regions. */
export interface MultiRegionServerlessApiProps {
  /**
   * The Regions that serve the API: at least two, of one partition, e.g. `['us-east-1', 'eu-west-1']`.
   */
  readonly regions: string[];

  /**
   * The Region whose stack defines the global tables. It plays no part in serving requests.
   *
   * @default - the first of `regions`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-dynamodb-globaltable.html
   */
  readonly primaryRegion?: string;

  /**
   * The name that callers use, and the hosted zone that answers for it.
   */
  readonly domain: ApiDomain;

  /**
   * What stands in front of the handlers: `ApiGateway.rest()` or `ApiGateway.http()`, each with its options.
   *
   * @default ApiGateway.rest()
   */
  readonly gateway?: ApiGateway;

  /**
   * Which Region a caller reaches while all are healthy.
   *
   * @default Routing.latency()
   */
  readonly routing?: Routing;

  /**
   * Where callers are sent while every Region is unhealthy.
   *
   * @default - nowhere else: Route 53 answers as if every Region were healthy
   */
  readonly standby?: Standby;

  /**
   * How each Region's health is judged.
   *
   * @default HealthCheck.deep()
   */
  readonly health?: HealthCheck;

  /**
   * Whether and how a Region can be taken out of service by hand, without Route 53's control plane.
   *
   * @default - by inverting its health check, which is a call to Route 53's control plane in us-east-1
   */
  readonly drain?: Drain;

  /**
   * In which order the Regions are deployed.
   *
   * @default Rollout.together()
   */
  readonly rollout?: Rollout;

  /**
   * Stacks of your own to put the Regions into, one for each of `regions`, each with a literal `env.region`.
   *
   * They are in the same stage as the API or, so that a pipeline can deploy one Region after the other, each in a stage of its
   * own. Global tables are in the API's stage, which is to be deployed first.
   *
   * @default - a stack for each Region, named `<id>-<Region>`
   */
  readonly stacks?: Stack[];

  /**
   * How the stacks that are created are synthesized and deployed, e.g. `new DefaultStackSynthesizer({ qualifier: 'acme' })`: one with a
   * `reusableBind()`, as all of CDK's have.
   *
   * @default - as that of the stack in `stacks` of the same or else the primary Region, or of the stack around the API; otherwise the app's
   * @see https://docs.aws.amazon.com/cdk/v2/guide/customize-synth.html
   */
  readonly synthesizer?: IStackSynthesizer;

  /**
   * Whether the stacks that are created are protected from being deleted.
   *
   * @default - as the stack in `stacks` of the same or else the primary Region, or the stack around the API; otherwise false
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
   */
  readonly terminationProtection?: boolean;

  /**
   * What the roles in the stacks that are created may be allowed at most.
   *
   * @default - as that of the stack in `stacks` of the same or else the primary Region, or of the stack around the API; otherwise the stage's or
   * the app's
   * @see https://docs.aws.amazon.com/cdk/v2/guide/customize-permissions-boundaries.html
   */
  readonly permissionsBoundary?: PermissionsBoundary;

  /**
   * The description of the stacks that are created.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Tags on everything that is created.
   *
   * @default - no tags but those that the stacks in `stacks`, or the stack around the API, were made with
   */
  readonly tags?: { [key: string]: string };
}
