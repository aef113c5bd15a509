/** A regional custom domain name, and what it maps to: REST APIs, HTTP APIs or both. */
export interface DomainNameDefinition {
  readonly domainName: string;
  readonly region: string;
  /** What records alias, e.g. `d-abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly regionalDomainName: string;
  readonly mappings: DomainMapping[];
}

export interface DomainMapping {
  /** Without slashes around it; empty for the root, several levels as in `shop/v1` for API mappings. */
  readonly basePath: string;
  readonly apiId: string;
  /** Empty where the caller has to name the stage. */
  readonly stage: string;
}
