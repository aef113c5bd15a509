/** A part of AWS that shares nothing with the others: its ARNs and its names are its own. */
export interface Partition {
  /** The second part of its ARNs. */
  readonly name: string;
  readonly dnsSuffix: string;
}

/** The partition that a Region is in. */
export function partition(region: string): Partition {
  if (region.startsWith('cn-')) return { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' };
  return { name: region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws', dnsSuffix: 'amazonaws.com' };
}
