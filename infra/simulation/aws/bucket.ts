// A token bucket: a rate, and a burst.

export class Bucket {
  readonly #ratePerMs: number
  readonly #most: number
  #tokens: number
  #atMs = 0

  /** @param most tokens that are kept */
  constructor(perSecond: number, most: number) {
    this.#ratePerMs = perSecond / 1000
    this.#most = most
    this.#tokens = most
  }

  /** @returns whether a token is there; what is taken may exceed it, and is then owed */
  hasAt(nowMs: number): boolean {
    this.#tokens = Math.min(this.#most, this.#tokens + (nowMs - this.#atMs) * this.#ratePerMs)
    this.#atMs = nowMs
    return this.#tokens >= Math.min(1, this.#most)
  }

  take(count: number): void {
    this.#tokens -= count
  }
}
