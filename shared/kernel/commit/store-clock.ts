// The time that all processes share: the local clock, corrected by the store's Date header.

/** The store's time has whole seconds; smaller differences are not corrected. */
const SLACK_MS = 1000

export class StoreClock {
  readonly #local: () => number
  /** Of the local clock, in milliseconds. */
  #correctionMs = 0
  #corrections = 0

  /** @param local milliseconds since 1970 */
  constructor(local: () => number) {
    this.#local = local
  }

  /** Milliseconds since 1970. */
  readonly time = (): number => this.#local() + this.#correctionMs

  /** The number of corrections so far: a time read before a correction must be read again. */
  readonly corrections = (): number => this.#corrections

  /** @returns what compares the clocks by the Date header of a reply, once a request is about to be sent */
  readonly sends = (): ((date: string | undefined) => void) => {
    const sentAt = this.#local()
    return (date) => this.observe(date, sentAt, this.#local())
  }

  /**
   * Compares the clocks by the Date header of a reply. The store wrote it between the request and the reply.
   * @param date an HTTP date in whole seconds; other values are ignored @param sentAt by the local clock, as `receivedAt`
   */
  observe(date: string | undefined, sentAt: number, receivedAt: number): void {
    const at = Date.parse(date ?? '')
    // The local clock was set during the call, so the times cannot be compared.
    if (Number.isNaN(at) || receivedAt < sentAt) return
    const [least, most] = [at - receivedAt, at + 1000 - sentAt]
    const fits = (ms: number): boolean => ms >= least - SLACK_MS && ms <= most + SLACK_MS
    const better = [0, this.#correctionMs].find(fits) ?? Math.round((least + most) / 2)
    if (better === this.#correctionMs) return
    this.#correctionMs = better
    this.#corrections += 1
  }
}

/** Of this process. */
export const storeClock = new StoreClock(() => Date.now())
