/** Why something is not answered: whoever asks over HTTP sees the connection end without a word. */
export class NoAnswer extends Error {
  /**
   * @param over resolves when it may be answered again
   * @param isSilent whether the connection stays open until then, or until who asks gives up; else it ends at once
   */
  constructor(message: string, readonly over: Promise<unknown>, readonly isSilent: boolean = false) {
    super(message);
  }
}
