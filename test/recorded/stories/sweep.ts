// Calls that every endpoint gets: not signed in, with an invalid body, without a key, for unknown ids.

import type { Listed } from '../endpoints.ts'
import { FAR, type Person, type Player, unknown } from '../player.ts'

const TEXT = { 'content-type': 'text/plain' }
const IDS: Readonly<Record<string, string>> = {
  ...{ userId: unknown('user'), accountId: unknown('account'), matchId: unknown('match'), groupId: unknown('group') },
  ...{ chatId: unknown('chat'), campaignId: unknown('campaign'), billingId: unknown('billing') },
  ...{ sessionId: unknown('session'), payoutId: unknown('payout'), topupId: unknown('topup') },
  ...{ seq: '1', gateway: 'kakaopay', code: 'match-full' },
}
/** Valid values, so that only the unknown id is wrong. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /accounts/{accountId}/deposits': { amount: 1, information: '' },
  'POST /accounts/{accountId}/withdrawals': { amount: 1, information: '' },
  'POST /accounts/{accountId}/payouts': { amount: 1, information: '' },
  'POST /accounts/{accountId}/topups': { amount: 1000, gateway: 'TOSS' },
  'POST /ops/payouts/{payoutId}': { resolution: 'PAID', note: 'transferred' },
  'POST /ops/users/{userId}/lock': { reason: 'reported' },
  'POST /ops/users/{userId}/unlock': { reason: 'a mistake' },
  'POST /transfers': {
    ...{ fromAccountId: unknown('account'), toAccountId: unknown('account').replace(/0$/, '1') },
    ...{ amount: 1, information: '' },
  },
  'PATCH /matches/{matchId}': { title: 'Another' },
  'PATCH /friends/{userId}': { subscribe: true },
  'PATCH /friend-groups/{groupId}': { groupName: 'Another' },
  'POST /friend-groups/{groupId}/image': { contentType: 'image/png' },
  'PATCH /chatrooms/{chatId}': { title: 'Another' },
  'POST /chatrooms/{chatId}/messages': { text: 'Hello' },
  'PATCH /chatrooms/{chatId}/testplan': {},
  'PUT /chatrooms/{chatId}/testplan/days/{date}/tasks/{index}': { done: true },
  'POST /chatrooms/{chatId}/testplan': {},
  'POST /billings/{billingId}/cancel': { reason: 'rain' },
  'POST /ops/reviews/{billingId}': { resolution: 'SETTLE', note: 'looked' },
  'POST /coupon-campaigns': {
    ...{ name: 'Mine', discount: { type: 'AMOUNT', value: 1 }, maxIssueCount: 1, minTotal: 0, expiresAt: FAR },
  },
}

export const sweep = async (player: Player, endpoints: readonly Listed[], operator: Person): Promise<void> => {
  player.story('sweep')
  const sweeper = await player.person('sweeper')
  for (const { route, isPublic, parameters, query, needsKey } of endpoints) {
    const says = (what: string): string => `${route}, ${what}`
    const path = Object.fromEntries(parameters.map((name) => [name, IDS[name] ?? 'unknown']))
    const as = isPublic ? undefined : operator
    const key = needsKey ? { key: 'sweep' } : {}
    const asked = { as, path, ...key }
    const body = BODIES[route]
    if (!isPublic || route === 'GET /matches') {
      if (!isPublic) await player.ask(says('signed out'), route, { path, ...key, ...(body ? { body } : {}) })
      await player.ask(says('a token that is none'), route, {
        ...{ path, ...key, headers: { authorization: 'Bearer nonsense' }, ...(body ? { body } : {}) },
      })
    }
    if (!route.startsWith('GET ')) {
      await player.ask(says('a body that is no JSON'), route, { ...asked, raw: '{' })
      await player.ask(says('a body with what is no field'), route, { ...asked, body: { nonsense: true } })
      await player.ask(says('a body of another type'), route, { ...asked, raw: 'nonsense', headers: TEXT })
      await player.ask(says('a body that is too large'), route, { ...asked, raw: `"${'x'.repeat(66_000)}"` })
    }
    await player.ask(says('a parameter that is none'), route, {
      ...asked,
      query: { nonsense: 1 },
      ...(body ? { body } : {}),
    })
    if (needsKey) await player.ask(says('no key'), route, { as, path, ...(body ? { body } : {}) })
    if (query.includes('limit')) await player.ask(says('a limit of nothing'), route, { ...asked, query: { limit: 0 } })
    if (query.includes('cursor'))
      await player.ask(says('a cursor that is none'), route, { ...asked, query: { cursor: 'nonsense' } })
    if (parameters.length > 0) {
      const wrong = Object.fromEntries(parameters.map((name) => [name, 'nonsense']))
      await player.ask(says('an id that is none'), route, { ...asked, path: wrong, ...(body ? { body } : {}) })
    }
    if (parameters.length > 0 || body)
      await player.ask(says('an id of nothing, by a user'), route, {
        ...{ ...asked, ...(isPublic ? {} : { as: sweeper }), ...(body ? { body } : {}) },
      })
    else if (!isPublic && route.includes(' /ops/')) await player.ask(says('by a user'), route, { as: sweeper })
  }
}
