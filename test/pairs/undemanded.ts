// Reads that a plan makes and its transaction does not demand, each with the reason why it need not.

const NEVER_DELETED = 'Users are never deleted, and nothing else of the user is looked at.'
const NEVER_CHANGED = 'The default group of an owner is always the same; which group it is is all that is looked at.'
const FOR_THE_TITLE = 'The match is read for the title that the gateway shows.'
const WITH_THE_REST =
  'The aggregate is read as a whole; this write looks at the billing alone, which it demands as read.'

/** By the endpoint, and the item as prefix of its partition and of its sort key. */
export const undemanded: Readonly<Record<string, string>> = {
  'users.createTokens USERNAME/USERNAME': 'A username belongs to the same user for good.',
  'users.updateMe USER/SESSION': 'Only a change of the password looks at the session, and then demands it.',
  'friends.addFriend USER/USER': NEVER_DELETED,
  'friends.blockUser USER/USER': NEVER_DELETED,
  'friends.unblockUser USER/USER': NEVER_DELETED,
  'friends.renameGroup FRIENDS/GROUP#DEFAULT': NEVER_CHANGED,
  'friends.requestImageUpload FRIENDS/GROUP#DEFAULT': NEVER_CHANGED,
  'friends.addMember FRIENDS/GROUP#DEFAULT': NEVER_CHANGED,
  'friends.removeMember FRIENDS/GROUP#DEFAULT': NEVER_CHANGED,
  'billing.beginPayment MATCH/MATCH': FOR_THE_TITLE,
  'billing.beginPayment MATCH/SEAT': WITH_THE_REST,
  'billing.abandonPayment MATCH/MATCH': WITH_THE_REST,
  'billing.abandonPayment MATCH/SEAT': WITH_THE_REST,
  'billing.failPayment MATCH/MATCH': WITH_THE_REST,
  'billing.failPayment MATCH/SEAT': WITH_THE_REST,
  'billing.cancelBilling MATCH/SEAT':
    'The first transaction changes no seat: the one that ends the refund reads it anew and demands it.',
}
