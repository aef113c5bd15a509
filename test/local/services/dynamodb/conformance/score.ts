interface Result {
  readonly operation: string;
  readonly says: string;
  readonly page: string;
  readonly failure?: string;
}

/** How many cases of each operation pass, and why the others do not. */
export class Score {
  private readonly results: Result[] = [];

  add(operation: string, says: string, page: string, failure: string | undefined) {
    this.results.push({ operation, says, page, failure });
  }

  toString(): string {
    const operations = [...new Set(this.results.map(({ operation }) => operation))];
    const row = (name: string, results: Result[]) =>
      `${name.padEnd(28)}${`${results.filter(({ failure }) => failure === undefined).length}`.padStart(4)} of ${results.length}`;
    return [
      ...operations.map(operation => row(operation, this.results.filter(result => result.operation === operation))),
      row('all', this.results),
      '',
      ...this.results.filter(({ failure }) => failure !== undefined)
        .map(({ operation, says, page, failure }) => `${operation} ${says}: ${failure!.replace(/\s+/g, ' ').slice(0, 160)}\n  ${page}`),
    ].join('\n');
  }
}
