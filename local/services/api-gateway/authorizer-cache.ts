import { Clock } from '../../machine/clock';

const MAX_EXPIRED = 1_000;

/** The answers of Lambda authorizers, kept for as long as each authorizer says. */
export class AuthorizerCache {
  private readonly kept = new Map<string, { answer: unknown; until: number }>();

  constructor(private readonly clock: Clock) {}

  find(key: string): { readonly answer: unknown } | undefined {
    const found = this.kept.get(key);
    return found && found.until > this.clock.now() ? found : undefined;
  }

  keep(key: string, answer: unknown, ttlSeconds: number) {
    if (ttlSeconds <= 0) return;
    const now = this.clock.now();
    if (this.kept.size > MAX_EXPIRED) this.kept.forEach(({ until }, old) => until <= now && this.kept.delete(old));
    this.kept.set(key, { answer, until: now + ttlSeconds * 1000 });
  }
}
