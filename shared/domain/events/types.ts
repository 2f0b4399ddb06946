// The types of events of all modules, by name.
// Written by `npm run derive` from functions/api.ts.

export const eventTypes = [
  'user.registered',
  'user.deleted',
  'coupon.claimed',
  'ops.user.locked',
  'ops.user.unlocked',
  'ops.operator.promoted',
  'ops.operator.demoted',
  'wallet.entry.created',
  'wallet.payout.requested',
  'ops.payout.decided',
  'match.opened',
  'match.changed',
  'match.cancelled',
  'match.seat.taken',
  'match.seat.freed',
  'friend.added',
  'friend.removed',
  'testplan.created',
  'testplan.deleted',
  'billing.created',
  'billing.succeeded',
  'billing.cancelled',
  'billing.expired',
] as const
