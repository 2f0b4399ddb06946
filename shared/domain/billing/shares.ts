// Shares of coupon, cash and payment among the orders of a billing, proportional and exact to the won.

export interface Paid {
  /** The prices of all orders at creation. */
  readonly prices: readonly number[]
  readonly couponDiscount: number
  readonly cashAmount: number
}

export interface Share {
  readonly coupon: number
  readonly cash: number
  readonly pay: number
}

/**
 * The coupon is shared by price, the cash by the remaining amounts; the payment is the rest. A cancelled order refunds its cash
 * and its payment, so all orders together refund everything, and none more than its price.
 */
export const sharesOf = ({ prices, couponDiscount, cashAmount }: Paid): Share[] => {
  const coupons = shared(couponDiscount, prices)
  const left = prices.map((price, at) => price - (coupons[at] ?? 0))
  const cash = shared(cashAmount, left)
  return prices.map((_, at) => {
    const [fromCoupon = 0, fromCash = 0] = [coupons[at], cash[at]]
    return { coupon: fromCoupon, cash: fromCash, pay: (left[at] ?? 0) - fromCash }
  })
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/**
 * Splits an amount in proportion to weights. Rounds the running total down, so that no won is lost: part n is the rounded total
 * of the first n parts minus that of the first n - 1.
 */
export const shared = (amount: number, weights: readonly number[]): number[] => {
  const total = sum(weights)
  let weight = 0
  let given = 0
  return weights.map((one) => {
    weight += one
    const upTo = total === 0 ? 0 : Number((BigInt(amount) * BigInt(weight)) / BigInt(total))
    const part = upTo - given
    given = upTo
    return part
  })
}
