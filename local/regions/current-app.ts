import { Deployed } from '../cloudformation/deployed';

/** What runs, which is something else when the app has changed. */
export interface CurrentApp {
  deployed: Deployed;
  warnings: readonly string[];
}
