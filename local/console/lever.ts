import { LeverView } from './wire';
import { LocalRegions } from '../regions/local-regions';

/** What a lever is given, by the names of its parameters. */
export type Given = Readonly<Record<string, unknown>>;

/** Something that somebody may do to the Regions. */
export interface Lever {
  view(regions: LocalRegions): LeverView;
  /** Does it, and says what has been done; throws what keeps it from that. */
  pull(regions: LocalRegions, given: Given): string | Promise<string>;
}
