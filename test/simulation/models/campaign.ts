// A campaign as users see it: who has its coupon, and whether one is left.

import type { Operation } from '#infra/simulation/linearizable.ts'
import { isOk, type Told } from '../calls.ts'
import { type Evidence, operation, seen } from './evidence.ts'
import type { History } from './judge.ts'

type State = readonly string[]

export const campaigns = ({ told }: Evidence): History<State>[] =>
  told.flatMap(({ request, answer }) => {
    if (request.operation !== 'coupons.openCampaign' || !answer || !isOk(answer)) return []
    const { campaignId, maxIssueCount } = answer.body
    const claims = told.filter(
      (one) => one.request.operation === 'coupons.claimCoupon' && one.request.path?.['campaignId'] === campaignId,
    )
    return [
      {
        about: campaignId,
        model: { initial: [], text: (users: State) => users.join() },
        operations: claims.flatMap((one) => claimed(one, maxIssueCount)),
      },
    ]
  })

const claimed = (told: Told, most: number): Operation<State>[] => {
  const { request, answer } = told
  const user = request.by ?? ''
  if (!answer || isOk(answer))
    return [
      operation(told, {
        alike: user,
        apply: (users) => (users.includes(user) || users.length >= most ? undefined : [...users, user].sort()),
      }),
    ]
  const reasons: Readonly<Record<string, (users: State) => boolean>> = {
    'coupon-already-claimed': (users) => users.includes(user),
    'campaign-exhausted': (users) => users.length >= most && !users.includes(user),
  }
  const is = reasons[answer.body.code]
  return is ? [seen(told, is)] : []
}
