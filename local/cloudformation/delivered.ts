/** The services to whose resources something is delivered here, as ARNs call them. */
const DELIVERED = ['events', 'lambda', 'logs', 'sns', 'sqs'];

/** What a target is that nothing is delivered to here, e.g. `states`; undefined for others. */
export function whereNotDelivered(arn: string): string | undefined {
  const [, , service] = arn.split(':');
  return DELIVERED.includes(service) ? undefined : service ?? 'one that is not in the app';
}
