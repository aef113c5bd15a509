/** Who won over whom, e.g. `eu-west-1 over us-east-1`, or `eu-west-1 over 3 writes of us-east-1`. */
export function winnerText({ region, by, writes }: { readonly region: string; readonly by: string; readonly writes: number }): string {
  return `${by} over ${writes === 1 ? region : `${writes} writes of ${region}`}`;
}
