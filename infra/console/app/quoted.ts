// What customers and gateways quote: an id in capitals, or an order id of a gateway, which is a billing and the number of an attempt.

const OF_GATEWAY = /^((?:billing|topup)_[0-9a-z]{26})-\d+$/

/** An id as it is stored; other text stays. */
export const idIn = (asked: string): string => {
  const id = asked.toLowerCase()
  const order = OF_GATEWAY.exec(id)?.[1]
  return order ?? (/^[a-z]+_[0-9a-z]{26}$/.test(id) ? id : asked)
}

/** The search of users takes these ids, an email address, or the beginning of a username. */
const OF_USERS = /^(user|account|payout|billing|topup|match|chat)_[0-9a-z]{26}$/
const USERNAME_MOST = 30
/** A payment at KakaoPay, or in the sandbox. One at Toss Payments can look like a username. */
const OF_PAYMENT = /^t(?:[\da-f]{19,20}|sandbox[\da-f]{8,})$/i

/** Whether this can only be the id of something that no search finds, such as an order or a payment at a gateway. */
export const isOtherId = (asked: string): boolean => {
  const id = idIn(asked)
  if (id.includes('@') || OF_USERS.test(id)) return false
  return /^[a-z]+_[0-9a-z]{26}$/.test(id) || OF_PAYMENT.test(id) || id.length > USERNAME_MOST
}
