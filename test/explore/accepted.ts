// The known findings of the explorer. An entry that a whole exploration does not need fails it, unless its pair was cut off: remove it.

import type { Finding } from './explore.ts'

interface Accepted {
  readonly scenario: RegExp
  /** In either order. */
  readonly acts: readonly [string, string]
  readonly keys?: Finding['keys']
  /** What is found; anything else about the pair is a finding. */
  readonly finds: RegExp
  readonly why: string
}

const ORDER = /(is|are) of no serial order$/
const UNAVAILABLE = /is told unavailable although nothing went wrong$/

const MOVED =
  'A list by an index leaves out what moved within it while it was read; on DynamoDB the index lags besides.'
const HALVES = 'A list reads one item after the other, so it may show one half of a transaction that commits meanwhile.'
const RECORDED =
  "An operator's list shows what stood while it was read. The record of the look is written afterwards and demands nothing of what was listed."
const HELD =
  'The second call waits for the key until its bound, and the first stands still meanwhile: its own time is over then.'
const BEGUN =
  'A payment began between the look at the gateway and the cancellation. The caller asks again with the same key.'
const VOID =
  'The mail of a reset names the session epoch as it was read. If another call raised it meanwhile, the link is void, as that of a mail from before; the person asks again.'
const ENDED =
  'A session that has ended with the others is ended once more. The replies fit the order in which it ended first, and the same is left.'
const PASSED =
  'The call dies after it has passed over a person who leaves, and before it gives the seat to the next one: the caller, who got no reply, asks again.'
const FREED =
  'The sweeper frees an expired hold of a match that was cancelled meanwhile: as expired or as cancelled, and both are true.'

const SWEPT =
  'The sweeper has taken the upload, so a worker whose transaction got no reply cannot learn its outcome. The event comes again, and the upload is not awaited then.'

export const accepted: readonly Accepted[] = [
  { scenario: /^one seat/, acts: ['all matches', 'the host postpones'], finds: ORDER, why: MOVED },
  { scenario: /^a lapsed hold/, acts: ['ann applies', 'ann lists hers'], finds: ORDER, why: MOVED },
  { scenario: /^a lapsed hold/, acts: ['ann orders', 'ann lists hers'], finds: ORDER, why: MOVED },
  { scenario: /^a lapsed hold/, acts: ['the host cancels', 'the sweeper'], finds: ORDER, why: FREED },
  { scenario: /^a moved match/, acts: ['ann moves it again', 'ann lists'], finds: ORDER, why: MOVED },
  { scenario: /^a moved match/, acts: ['bob withdraws', 'bob lists'], finds: ORDER, why: HALVES },
  { scenario: /^a moved match/, acts: ['the sweeper', 'bob lists'], finds: ORDER, why: HALVES },
  { scenario: /^authority/, acts: ['one locks ann', 'two reads payouts'], finds: ORDER, why: RECORDED },
  { scenario: /^authority/, acts: ['one pays ann out', 'two reads payouts'], finds: ORDER, why: RECORDED },
  { scenario: /^authority/, acts: ['two pays ann out', 'two reads payouts'], finds: ORDER, why: RECORDED },
  { scenario: /^authority/, acts: ['ann cancels the payout', 'two reads payouts'], finds: ORDER, why: RECORDED },
  { scenario: /^groups/, acts: ['ann lists groups', 'ann leaves bob'], finds: ORDER, why: HALVES },
  {
    scenario: /^a payment/,
    acts: ['ann begins again', 'ann begins again'],
    keys: 'one',
    finds: UNAVAILABLE,
    why: HELD,
  },
  { scenario: /^a payment/, acts: ['ann cancels', 'ann cancels'], keys: 'one', finds: UNAVAILABLE, why: HELD },
  { scenario: /^(a payment|a town)/, acts: ['ann cancels', 'ann begins again'], finds: UNAVAILABLE, why: BEGUN },
  { scenario: /^a town/, acts: ['ann changes', 'ann forgot'], finds: ORDER, why: VOID },
  { scenario: /^a town/, acts: ['ann ends the others', 'ann forgot'], finds: ORDER, why: VOID },
  { scenario: /^a town/, acts: ['ann forgot', 'ann resets'], finds: ORDER, why: VOID },
  { scenario: /^a town/, acts: ['ann ends a session', 'ann ends the others'], finds: ORDER, why: ENDED },
  { scenario: /^a town/, acts: ['ann ends a session', 'ann resets'], finds: ORDER, why: ENDED },
  { scenario: /^a town/, acts: ['ann ends the others', "an operator ends ann's session"], finds: ORDER, why: ENDED },
  { scenario: /^a town/, acts: ['ann resets', "an operator ends ann's session"], finds: ORDER, why: ENDED },
  { scenario: /^a town/, acts: ['dee leaves', 'bob gives dee his seat'], finds: ORDER, why: PASSED },
  { scenario: /^a town/, acts: ['dee leaves', 'ann makes room'], finds: ORDER, why: PASSED },
  {
    scenario: /^an image/,
    acts: ['the worker hears of the second', 'the sweeper of images'],
    finds: UNAVAILABLE,
    why: SWEPT,
  },
]

/** @returns the place of the entry in the list; undefined: the finding is not known */
export const acceptedBy = ({ scenario, first, second, keys, why }: Finding): number | undefined => {
  const place = accepted.findIndex(
    ({ acts, ...one }) =>
      one.scenario.test(scenario) &&
      [first, second].sort().join() === [...acts].sort().join() &&
      (one.keys ?? keys) === keys &&
      one.finds.test(why),
  )
  return place < 0 ? undefined : place
}
