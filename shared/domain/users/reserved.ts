// Usernames that no user gets, because others would take their owner for the service.

const RESERVED = new Set([
  ...['admin', 'administrator', 'operator', 'support', 'root', 'api', 'holdfast', 'system', 'help', 'security'],
  ...['staff', 'moderator', 'official', 'service', 'mail', 'postmaster', 'webmaster', 'hostmaster', 'abuse', 'noreply'],
  ...['me', 'null', 'undefined', 'anonymous', 'everyone', 'nobody', 'former', 'deleted', 'billing', 'payments'],
])

/** Compared without case, dots and underscores. */
export const isReserved = (username: string): boolean => RESERVED.has(username.toLowerCase().replaceAll(/[._]/g, ''))
