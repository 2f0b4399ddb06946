// The time that all processes share: the local clock, corrected by the store's Date header.

/** The store's time has whole seconds; smaller differences are not corrected. */
const SLACK_MS = 1000

/** The correction of the local clock, in milliseconds. */
let correctionMs = 0

let count = 0
/** The number of corrections so far: a time read before a correction must be read again. */
export const corrections = (): number => count

/** Milliseconds since 1970. */
export const storeTime = (): number => Date.now() + correctionMs

/**
 * Compares the clocks by the Date header of a reply. The store wrote it between the request and the reply.
 * @param date an HTTP date in whole seconds; other values are ignored @param sentAt by the local clock, as `receivedAt`
 */
export const observeStoreTime = (date: string | undefined, sentAt: number, receivedAt: number): void => {
  const at = Date.parse(date ?? '')
  // The local clock was set during the call, so the times cannot be compared.
  if (Number.isNaN(at) || receivedAt < sentAt) return
  const [least, most] = [at - receivedAt, at + 1000 - sentAt]
  const fits = (ms: number): boolean => ms >= least - SLACK_MS && ms <= most + SLACK_MS
  const better = [0, correctionMs].find(fits) ?? Math.round((least + most) / 2)
  if (better === correctionMs) return
  correctionMs = better
  count += 1
}
