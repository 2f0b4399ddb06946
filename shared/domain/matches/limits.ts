// Limits of matches that contracts print, too.

/** The maximum number of invitations from one user to another on one day, in UTC. */
export const MAX_SENT = 10
