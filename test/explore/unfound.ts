// The keepers whose absence no pair has shown: the exploration looks for the harm of the others longer, and with faults. What became of
// the transactions that ask them, it sees itself; a reason stands where that does not say it. Each has a counterexample all the same.

const LIMIT = 'A limit that no pair of the scenarios reaches.'
const TIME =
  'It compares with the clock, which stands while a pair runs: what the plan has found still holds when it is sent.'
const STAYS =
  'What it demands never changes once it holds, and the plan has looked: such an item is not removed, or the attribute is written once.'
const reasons: Readonly<Record<string, readonly string[]>> = {
  [LIMIT]: [
    ...['users.fewAttempts', 'users.spacedAttempts', 'users.fewMails', 'users.fewQuietMails', 'wallet.room'],
    ...['matches.fewHolds', 'matches.fewUnpaidBillings', 'matches.fewTakes', 'matches.mayTake', 'matches.openQuota'],
    ...['matches.waitsQuota', 'matches.roomToWait', 'matches.fewSent', 'friends.groupLimit', 'friends.roomInGroup'],
    ...['friends.formsAnHour', 'chat.roomQuota', 'chat.planQuota', 'chat.markQuota', 'events.fewEndpoints'],
  ],
  [TIME]: [
    ...['users.unexpired', 'users.withinLife', 'wallet.notEarlier', 'matches.unstarted', 'matches.lapsed'],
    ...['chat.notEarlier', 'coupons.running', 'coupons.started', 'coupons.unexpired', 'billing.unexpired'],
    ...['billing.fixedEnd', 'billing.lookUpInterval', 'billing.expired'],
  ],
  [STAYS]: [
    ...['wallet.payoutExists', 'wallet.impartial', 'matches.exists'],
    ...['coupons.exists', 'coupons.minTotal', 'billing.exists', 'billing.impartial'],
    ...['friends.ordinary'],
  ],
}

const others: readonly string[] = [
  ...['outbox.nextRelayed', 'outbox.sameProgress', 'users.sameHolder'],
  ...['users.operator', 'wallet.exists'],
  ...['wallet.noAccount', 'wallet.nextEntry', 'wallet.heldAmount', 'matches.ofPlayer'],
  ...['matches.sameStatus', 'matches.listedStart', 'matches.closed', 'matches.unchanged', 'matches.full'],
  ...['matches.sameWaitingCount', 'matches.listUnchanged', 'matches.unseated', 'matches.reservable'],
  ...['matches.reservedBy', 'matches.holderUnchanged', 'matches.waitsUnchanged', 'matches.calendarUnchanged'],
  ...['matches.invited', 'matches.stillOpen', 'matches.uninvited', 'friends.registered'],
  ...['friends.ownerStays', 'friends.friendStays', 'friends.emptied', 'friends.notMember', 'friends.member'],
  ...['friends.leftoverUnchanged', 'friends.blockUnchanged', 'chat.countedRoom', 'chat.uncounted', 'chat.nextPlan'],
  ...['coupons.oneClaim', 'coupons.sameBilling', 'billing.refundable', 'billing.uncaptured'],
  ...['events.nextNotification', 'events.openFeed', 'events.known', 'events.unread', 'events.withFeed'],
  ...['events.sameSchedule', 'mail.unclaimed', 'inviting.active'],
  ...[
    'inviting.seatless',
    'inviting.senderStays',
    'waiting.stays',
    'waiting.welcome',
    'waiting.withChecks',
    'waiting.gone',
  ],
]

/** The reason by keeper, as `module.name`; '': what the walks have seen is all of it. */
export const unfound: ReadonlyMap<string, string> = new Map([
  ...Object.entries(reasons).flatMap(([why, all]) => all.map((keeper) => [keeper, why] as const)),
  ...others.map((keeper) => [keeper, ''] as const),
])
