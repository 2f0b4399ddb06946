// Members of transactions that nobody misses in a world where nothing else happens, and why they are there.

const EVIDENCE = 'It changes nothing for anybody: the audits read it to judge later what happened to the seat.'
const HELD = 'It holds the key while the saga is under way; the last transaction fills the receipt.'
const HELD_STILL = 'It writes nothing, but holds the rest to a rule; the counterexample of that rule misses it.'
/** By the name of the scenario and the member's own, as the test of members writes them. */
export const unmissed: Record<string, string> = {
  'users.createTokens ConditionCheck ATTEMPT#PAIR/ATTEMPT': `${HELD_STILL} fewAttempts`,
  'users.createTokens ConditionCheck ATTEMPT#ADDRESS/ATTEMPT': `${HELD_STILL} fewAttempts`,
  'users.createTokens ConditionCheck USER/USER': `${HELD_STILL} unchangedUser`,
  'users.refreshTokens ConditionCheck USER/USER': `${HELD_STILL} currentEpoch`,
  'users.refreshTokens in another tab ConditionCheck USER/USER': `${HELD_STILL} currentEpoch`,
  'users.refreshTokens of a sibling ConditionCheck USER/USER': `${HELD_STILL} currentEpoch`,
  'users.createTokens with a wrong password ConditionCheck USERNAME/USERNAME': `${HELD_STILL} freeUsername`,
  'users.updateMe with a wrong password ConditionCheck USER/USER': `${HELD_STILL} unchangedUser`,
  'users.updateMe of everything ConditionCheck ATTEMPT#PAIR/ATTEMPT': `${HELD_STILL} fewAttempts`,
  'users.updateMe of everything ConditionCheck ATTEMPT#ADDRESS/ATTEMPT': `${HELD_STILL} fewAttempts`,
  'billing.beginPayment Update RECEIPT/RECEIPT': HELD,
  'billing.cancelBilling Update RECEIPT/RECEIPT': HELD,
  'billing.resolveReview Update RECEIPT/RECEIPT': HELD,
  'billing.resolveReview Put MATCH/ENDED': EVIDENCE,
  'billing.cancelBilling ConditionCheck MATCH/MATCH': `${HELD_STILL} unstarted`,
  'billing.cancelBilling then Put MATCH/ENDED': EVIDENCE,
  'billing.cancelBilling then Update MATCH/TAKES':
    'It forgives a take that was paid for, so that another is possible: the test of limits misses it.',
  'billing.createBilling ConditionCheck FRIENDS/EDGE': `${HELD_STILL} welcome`,
  'matches.applyToMatch ConditionCheck FRIENDS/EDGE': `${HELD_STILL} welcome`,
  'matches.applyToMatch after a hold ran out ConditionCheck FRIENDS/EDGE': `${HELD_STILL} welcome`,
  'matches.applyToMatch in place of a lapsed hold then ConditionCheck FRIENDS/EDGE': `${HELD_STILL} welcome`,
  'matches.applyToMatch in place of a lapsed hold Put MATCH/ENDED': EVIDENCE,
  'wallet.withdraw of what a lapsed billing held Put MATCH/ENDED': EVIDENCE,
  'billing.beginPayment ConditionCheck MATCH/MATCH': `${HELD_STILL} payable`,
  'billing.approvePayment ConditionCheck MATCH/MATCH': `${HELD_STILL} payable`,
  'billing.approvePayment then ConditionCheck MATCH/MATCH': `${HELD_STILL} payable`,
  'billing.confirmBilling ConditionCheck MATCH/MATCH': `${HELD_STILL} payable`,
  'billing.approvePayment Update BILLING/BILLING':
    'It claims the state before the gateway is asked, for the reconciler to find if the rest never comes.',
  'matches.sweepSeats of a cancelled match then Update MATCH/MATCH': 'The next run finds the match empty once more.',
  'matches.withdrawFromMatch Put MATCH/ENDED': EVIDENCE,
  'friends.addFriend ConditionCheck FRIENDS/GROUP': `${HELD_STILL} oneDefaultGroup`,
  'friends.blockUser ConditionCheck FRIENDS/GROUP': `${HELD_STILL} oneDefaultGroup`,
  'matches.applyToMatch after a hold ran out ConditionCheck MATCH/MATCH': `${HELD_STILL} open`,
  'matches.applyToMatch after a hold ran out Put MATCH/ENDED': EVIDENCE,
  'matches.sweepSeats of a lapsed hold Put MATCH/ENDED': EVIDENCE,
  'matches.sweepSeats of a cancelled match Put MATCH/ENDED': EVIDENCE,
}
