const DAY_MS = 86_400_000;

/** What clocks on the walls of a time zone show: a time there is what `Date.UTC` makes of it. */
export class WallClock {
  private readonly format: Intl.DateTimeFormat;

  /** @param timeZone e.g. `Europe/Berlin`; throws for one that nobody knows */
  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  }

  /** What it shows at a time. */
  show(time: number): number {
    const parts = Object.fromEntries(this.format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) + time % 1000;
  }

  /** The first time at which it shows this; undefined for an hour that is skipped in spring. */
  timeOf(shown: number): number | undefined {
    const offsets = [shown - DAY_MS, shown + DAY_MS].map(near => this.show(near) - near);
    return offsets.map(offset => shown - offset).filter(time => this.show(time) === shown).sort((a, b) => a - b)[0];
  }
}
