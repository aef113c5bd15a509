/** Whoever has signed a request, as IAM knows them. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly accessKeyId: string;
  /** E.g. `AROA…:session`. */
  readonly userId: string;
  readonly userArn: string;
}
