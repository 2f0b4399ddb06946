// The time that every process agrees on: this machine's clock, corrected by the store's where the two differ.

/** The store tells its time in whole seconds, and a correction of less than this is not worth making. */
const SLACK_MS = 1000

/** What is added to this machine's clock, in milliseconds. */
let correctionMs = 0

let count = 0
/** How often the clock was corrected so far: a time that was read before a correction must be read again. */
export const corrections = (): number => count

/** Milliseconds since 1970. */
export const storeTime = (): number => Date.now() + correctionMs

/**
 * Compares the clocks by a reply's Date header. The store wrote it between the request and the reply.
 * @param date as in HTTP, in whole seconds; anything else is ignored @param sentAt by this machine's clock, as `receivedAt`
 */
export const observeStoreTime = (date: string | undefined, sentAt: number, receivedAt: number): void => {
  const at = Date.parse(date ?? '')
  // The machine's clock was set during the call, so the two times cannot be compared.
  if (Number.isNaN(at) || receivedAt < sentAt) return
  const [least, most] = [at - receivedAt, at + 1000 - sentAt]
  const fits = (ms: number): boolean => ms >= least - SLACK_MS && ms <= most + SLACK_MS
  const better = [0, correctionMs].find(fits) ?? Math.round((least + most) / 2)
  if (better === correctionMs) return
  correctionMs = better
  count += 1
}
