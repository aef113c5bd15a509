import { locatedRegions } from './aws-regions';

/**
 * Where Regions are on this machine: the n-th of all Regions has 127.n.0.0/16. Its APIs answer at the first address of that, and who asks from
 * any address in it, or says so by a client subnet, is in the Region.
 */
export function addressIn(region: string): string | undefined {
  const number = locatedRegions().indexOf(region) + 1;
  return number > 0 ? `127.${number}.0.1` : undefined;
}

/** The Region that an address is in; nothing for those, as 127.0.0.1, that are in none. */
export function regionOfAddress(address: string): string | undefined {
  const [, number] = /^(?:::ffff:)?127\.(\d+)\./.exec(address) ?? [];
  return number === undefined ? undefined : locatedRegions()[Number(number) - 1];
}

/** How many bits of an address say the Region. */
export const REGION_PREFIX_LENGTH = 16;

/** What stands for all hosts outside the Regions. */
export const OUTSIDE_ADDRESS = '127.255.0.1';
