import { RegionSet } from './region-set';
import { refusal } from '../synthesis/refusal';

/**
 * In which order the Regions are deployed.
 *
 * @example
 * new MultiRegionServerlessApi(app, 'Shop', { regions, domain, rollout: Rollout.oneRegionAtATime() });
 */
export class Rollout {
  /**
   * Regions are deployed in any order, and at once with `cdk deploy --concurrency`.
   */
  static together(): Rollout {
    return new Rollout(() => undefined);
  }

  /**
   * Each Region is deployed when the one before it is: a deployment that fails, or is rolled back, stops there, and the
   * Regions after it stay as they were. In stages of their own a pipeline does this.
   *
   * It takes the dependencies of stacks. So `cdk deploy` of a Region deploys those before it, too, and **`cdk destroy` of a
   * Region destroys those after it**, both unless told `--exclusively`.
   *
   * @param order all of the API's Regions, the first to be deployed first, e.g. the one with the fewest callers; by default as in `regions`
   * @see https://docs.aws.amazon.com/wellarchitected/latest/framework/ops_mit_deploy_risks_deploy_mgmt_sys.html
   * @example
   * Rollout.oneRegionAtATime(['ap-southeast-1', 'eu-west-1', 'us-east-1']);
   */
  static oneRegionAtATime(order?: string[]): Rollout {
    return new Rollout(regions => order ?? regions.names);
  }

  private constructor(private readonly order: (regions: RegionSet) => string[] | undefined) {}

  /**
   * The Regions that wait for each other, in their order; none if they do not.
   *
   * @internal
   */
  _orderOf(regions: RegionSet): string[] {
    const order = this.order(regions);
    if (!order) return [];
    if (!isOrderOf(order, regions)) {
      throw refusal('`rollout` must name each of `regions` once', order, `\`regions\` are: ${regions.names.join(', ')}`);
    }
    return order;
  }
}

function isOrderOf(order: string[], regions: RegionSet): boolean {
  return order.length === regions.names.length && regions.names.every(region => order.includes(region));
}
