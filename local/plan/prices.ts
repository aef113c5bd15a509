/** US dollars in us-east-1, by what docs/costs.md calls it: a test holds them equal. */
export const PRICES = {
  'a health check': 0.5,
  'an option of a health check': 1,
  'a million requests of a REST API': 3.5,
  'a million requests of an HTTP API': 1,
  'a million invocations': 0.2,
  'a GB-second of Lambda': 0.0000166667,
  'a million read units': 0.125,
  'an alarm on one metric': 0.1,
  'a dashboard': 3,
  'a key': 1,
  'a web ACL': 5,
  'a rule of a web ACL': 1,
} as const;

/** The quantities of docs/costs.md, likewise. */
export const QUANTITIES = {
  'seconds in a month': 2_628_000,
  'requests a second to one check, every 30 seconds, from all eight checker Regions': 0.5,
  'the health function\'s time for a request, in milliseconds': 10,
  'its memory, in GB': 0.25,
} as const;
