// Billing: orders, payments at both gateways with every decision of a buyer, cancellations, reviews.

import { type Body, type Callback, comes, PASSWORD, type Person, type Player, soon, unknown, until } from '../player.ts'
import { futsal } from './matches.ts'

const CREATE = 'POST /billings'
const GET = 'GET /billings/{billingId}'
const PAY = 'POST /billings/{billingId}/payment'
const CONFIRM = 'POST /billings/{billingId}/confirm'
const CANCEL = 'POST /billings/{billingId}/cancel'
const REFRESH = 'POST /billings/{billingId}/refresh'
const REVIEW = 'POST /ops/reviews/{billingId}'
const JSON_WANTED = { accept: 'application/json' }
const HTML_WANTED = { accept: 'text/html' }
/** Long enough to pay on a busy machine. */
const STARTS_MS = 7000

export const billing = async (player: Player, operator: Person): Promise<void> => {
  player.story('billing')
  const host = await player.person('organizer')
  let opened = 0
  const match = async (fee: number, more: object = {}): Promise<{ matchId: string }> => {
    opened += 1
    const body = { ...futsal, title: `Paid futsal ${opened}`, maxPlayerCount: 5, fee, ...more }
    const { matchId } = await player.need('POST /matches', { as: host, body })
    return { matchId }
  }
  const funded = async (name: string, amount: number): Promise<Person & { accountId: string }> => {
    const as = await player.person(name)
    const { accountId } = await player.need('POST /accounts', { as, body: { bank: 'Hana', accountNumber: number() } })
    const path = { accountId }
    await player.need('POST /accounts/{accountId}/deposits', {
      ...{ as, path, key: 'first', body: { amount, information: 'pocket money' } },
    })
    return { ...as, accountId }
  }
  let accounts = 0
  const number = (): string => {
    accounts += 1
    return `77700${accounts}`
  }
  let keys = 0
  const key = (): string => {
    keys += 1
    return `k${keys}`
  }
  const bill = async (as: Person, body: object): Promise<{ billingId: string }> => {
    const { billingId } = await player.need(CREATE, { as, key: key(), body })
    return { billingId }
  }
  const begin = async (as: Person, path: { billingId: string }): Promise<string> =>
    (await player.need(PAY, { as, path, key: key() })).redirectUrl
  const comesBack = (step: string, back: Callback, headers: Record<string, string> = JSON_WANTED) =>
    player.ask(step, back.route, { path: back.path, query: back.query, headers })
  const cancels = (step: string, as: Person, path: { billingId: string }, more: object = {}) =>
    player.ask(step, CANCEL, { as, path, key: key(), body: { reason: 'rain', ...more } })
  /** The effects of a billing on cash, seats and the match. */
  const looks = async (step: string, as: Person & { accountId?: string }, path: { billingId: string }) => {
    await player.ask(`${step}, the billing`, GET, { as, path })
    if (as.accountId)
      await player.ask(`${step}, the account`, 'GET /accounts/{accountId}', { as, path: { accountId: as.accountId } })
    await player.ask(`${step}, the seats`, 'GET /users/me/applications', { as, noted: inOrder })
  }

  // A match that starts during the story, paid before.
  const punctual = await funded('punctual', 9000)
  const startsAt = soon(STARTS_MS)
  const startedMatch = await match(3000, { startsAt })
  const started = await bill(punctual, { orders: [startedMatch], cashAmount: 3000 })
  await player.need(CONFIRM, { as: punctual, path: started, key: key() })
  const guest = await player.person('early')
  const freeMatch = await match(0, { startsAt })
  await player.need('POST /matches/{matchId}/applications', { as: guest, path: freeMatch })

  // KakaoPay, with cash, a coupon, and a place to park.
  const gil = await funded('gil', 10_000)
  const campaign = await player.need('POST /coupon-campaigns', {
    as: operator,
    body: {
      ...{ name: 'Summer', discount: { type: 'RATE', percent: 10, maxDiscount: 1500 }, maxIssueCount: 50 },
      ...{ minTotal: 10_000, expiresAt: futsal.startsAt },
    },
  })
  const coupon = async (as: Person): Promise<string> =>
    (
      await player.need('POST /coupon-campaigns/{campaignId}/coupons', {
        as,
        path: { campaignId: campaign.campaignId },
      })
    ).couponId
  const gils = await coupon(gil)
  const [sunday, monday] = [await match(11_000, { parkingCapacity: 1 }), await match(9000)]
  const parked = { ...sunday, parking: { plateNumber: '12가3456' } }
  const order = { orders: [parked, monday], couponId: gils, cashAmount: 1000, gateway: 'KAKAOPAY' }
  const made = await player.ask('order', CREATE, { as: gil, key: 'order', body: order })
  const path = { billingId: made.body.billingId as string }
  await player.ask('order again with the same key', CREATE, { as: gil, key: 'order', body: order })
  await player.ask('the same key with another order', CREATE, {
    ...{ as: gil, key: 'order', body: { ...order, cashAmount: 2000 } },
  })
  await looks('ordered', gil, path)
  await player.ask('the coupon, in use', 'GET /coupons', { as: gil })
  await player.ask('the match', 'GET /matches/{matchId}', { path: sunday })
  await player.ask('confirm what is to be paid', CONFIRM, { as: gil, path, key: key() })
  const begun = await player.ask('begin to pay', PAY, { as: gil, path, key: 'pay' })
  await player.ask('begin to pay again with the same key', PAY, { as: gil, path, key: 'pay' })
  const other = await bill(gil, { orders: [await match(2000)], gateway: 'KAKAOPAY' })
  await player.ask('the same key to pay for another', PAY, { as: gil, path: other, key: 'pay' })
  await cancels('cancel before it is paid', gil, other)
  await cancels('cancel one order of what is not paid', gil, path, { orderIds: [made.body.orders[0].orderId] })
  const back = await player.pays(begun.body.redirectUrl, 'approve')
  await player.ask('come back with a wrong state', back.route, {
    ...{ path: back.path, query: { ...back.query, state: 'nonsense' }, headers: JSON_WANTED },
  })
  await player.ask('come back by the other gateway', back.route, {
    ...{ path: { ...back.path, gateway: 'toss' }, query: back.query, headers: JSON_WANTED },
  })
  await player.ask('come back without anything', back.route, { path: back.path, headers: JSON_WANTED })
  await comesBack('approve', back)
  await comesBack('approve again', back)
  const page = await comesBack('approve again, in a browser', back, HTML_WANTED)
  const result = new URL(page.headers.get('location') ?? '', player.server.url)
  await player.ask('the page of the result', 'GET /payments/result', {
    ...{ query: Object.fromEntries(result.searchParams), headers: HTML_WANTED },
  })
  await player.ask('the page of a result that is not signed', 'GET /payments/result', {
    ...{ query: { ...path, status: 'SUCCESS', signature: 'nonsense' }, headers: HTML_WANTED },
  })
  await player.ask('the page of no result', 'GET /payments/result', {})
  await looks('paid', gil, path)
  await player.ask('begin to pay what is paid', PAY, { as: gil, path, key: key() })
  await player.ask('confirm what is paid', CONFIRM, { as: gil, path, key: key() })
  await player.ask('give back a paid seat', 'DELETE /matches/{matchId}/applications/me', { as: gil, path: sunday })
  await player.ask('order what is paid', CREATE, { as: gil, key: key(), body: { orders: [sunday], gateway: 'TOSS' } })
  await player.ask('an early start where seats are paid', 'PATCH /matches/{matchId}', {
    ...{ as: host, path: sunday, body: { startsAt: soon(60 * 60_000) } },
  })
  const [first, second] = made.body.orders
  await cancels('cancel one order', gil, path, { orderIds: [first.orderId] })
  await cancels('cancel it once more', gil, path, { orderIds: [first.orderId] })
  await cancels('cancel an order that is not there', gil, path, { orderIds: [unknown('order')] })
  await looks('partly cancelled', gil, path)
  const rest = { as: gil, path, key: 'rest', body: { reason: 'rain', orderIds: [second.orderId] } }
  await player.ask('cancel the rest', CANCEL, rest)
  await player.ask('cancel the rest again with the same key', CANCEL, rest)
  await player.ask('the same key with another reason', CANCEL, { ...rest, body: { reason: 'snow' } })
  await cancels('cancel what is cancelled', gil, path)
  await looks('cancelled', gil, path)
  await player.ask('the coupon, given back or not', 'GET /coupons', { as: gil })
  await player.ask('the ledger of it all', 'GET /accounts/{accountId}/transactions', {
    ...{ as: gil, path: { accountId: gil.accountId }, query: { order: 'asc' } },
  })

  // Toss, and a host who cancels.
  const hana = await funded('hana', 500)
  const tossed = await match(20_000)
  const toss = await player.ask('order, by Toss', CREATE, {
    ...{ as: hana, key: 'toss', body: { orders: [tossed], cashAmount: 500, gateway: 'TOSS' } },
  })
  const tossPath = { billingId: toss.body.billingId as string }
  const tossBegun = await player.ask('begin to pay, by Toss', PAY, { as: hana, path: tossPath, key: 'pay' })
  const tossBack = await player.pays(tossBegun.body.redirectUrl, 'approve')
  await player.ask('come back with another amount', tossBack.route, {
    ...{ path: tossBack.path, query: { ...tossBack.query, amount: '1' }, headers: JSON_WANTED },
  })
  await comesBack('approve, by Toss', tossBack)
  const webhook = (orderId: string) => ({ eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId } })
  const hook = 'POST /payments/toss/webhook'
  await player.ask('word of a payment', hook, { body: webhook(`${tossPath.billingId}-1`) })
  await player.ask('word of a payment that is not there', hook, { body: webhook(`${unknown('billing')}-1`) })
  await player.ask('word of nothing', hook, { body: {} })
  await player.ask('word of a list', hook, { body: [] })
  await looks('paid by Toss', hana, tossPath)
  await player.ask('the host cancels a match that is paid', 'POST /matches/{matchId}/cancel', {
    as: host,
    path: tossed,
  })
  // A job refunds the money.
  await comes(async () => (await player.need(GET, { as: hana, path: tossPath })).status === 'CANCELLED')
  await cancels('cancel for a match that was cancelled', hana, tossPath)
  await looks('cancelled at Toss', hana, tossPath)

  // The buyer's decision on a gateway's page.
  for (const gateway of ['KAKAOPAY', 'TOSS'] as const) {
    const as = await player.person(`payer-${gateway === 'TOSS' ? 'toss' : 'kakao'}`.replace('-', '.'))
    const says = (step: string) => `${step}, ${gateway}`
    const quit = await bill(as, { orders: [await match(4000)], gateway })
    await comesBack(says('quit'), await player.pays(await begin(as, quit), 'quit'))
    await player.ask(says('quit, the billing'), GET, { as, path: quit })
    await comesBack(says('fail'), await player.pays(await begin(as, quit), 'fail'))
    await comesBack(says('fail, in a browser'), await player.pays(await begin(as, quit), 'fail'), HTML_WANTED)
    await comesBack(says('quit, in a browser'), await player.pays(await begin(as, quit), 'quit'), HTML_WANTED)
    await comesBack(says('declined'), await player.pays(await begin(as, quit), 'approve', 'approve decline'))
    await comesBack(
      says('declined, in a browser'),
      await player.pays(await begin(as, quit), 'approve', 'approve decline'),
      HTML_WANTED,
    )
    const stale = await player.pays(await begin(as, quit), 'approve')
    const fresh = await player.pays(await begin(as, quit), 'approve')
    await comesBack(says('approve an attempt that was followed by another'), stale)
    await comesBack(says('approve after all'), fresh)
    await player.ask(says('paid after all'), GET, { as, path: quit })
    for (const [word, step] of [
      ['cancel', 'abandon'],
      ['fail', 'fail'],
    ] as const)
      await player.ask(says(`${step} what is paid`), `GET /payments/{gateway}/{billingId}/${word}`, {
        ...{ path: fresh.path, query: { state: fresh.query['state'] ?? '' }, headers: JSON_WANTED },
      })
    await cancels(says('cancel all of it'), as, quit)
    const open = await bill(as, { orders: [await match(4000)], gateway })
    await begin(as, open)
    await cancels(says('cancel while a payment is open'), as, open)
    await player.ask(says('cancelled meanwhile'), GET, { as, path: open })
    const late = await bill(as, { orders: [await match(4000)], gateway })
    const lateBack = await player.pays(await begin(as, late), 'approve')
    await cancels(says('cancel what was approved on the page alone'), as, late)
    await comesBack(says('approve what was cancelled meanwhile'), lateBack)
    await comesBack(says('approve what was cancelled meanwhile, in a browser'), lateBack, HTML_WANTED)
    await player.ask(says('a parameter twice'), lateBack.route, {
      ...{ path: lateBack.path, search: '?state=one&state=two', headers: JSON_WANTED },
    })
    for (const step of ['cancel', 'fail'])
      await player.ask(says(`${step} with a parameter twice`), `GET /payments/{gateway}/{billingId}/${step}`, {
        ...{ path: lateBack.path, search: '?state=one&state=two', headers: JSON_WANTED },
      })
    const unlucky = await player.person(`unlucky.${gateway.toLowerCase()}`)
    for (const fault of [
      ...['approve capture-then-500', 'approve drop-connection-before', 'approve drop-connection-after'],
      ...['approve user-locked', 'approve capture-then-user-locked'],
      ...['cancel decline', 'cancel capture-then-500', 'cancel drop-connection-after', 'cancel wrong-amount'],
    ]) {
      const troubled = await bill(unlucky, { orders: [await match(3000)], gateway })
      await comesBack(
        says(`approve, with ${fault}`),
        await player.pays(await begin(unlucky, troubled), 'approve', fault),
      )
      await player.ask(says(`approved, with ${fault}`), GET, { as: unlucky, path: troubled })
      await cancels(says(`cancel, with ${fault}`), unlucky, troubled)
      await player.ask(says(`cancelled, with ${fault}`), GET, { as: unlucky, path: troubled })
    }
    await breaks(player, { step: 'ready', mode: 'drop-connection-before' })
    const unheard = await bill(unlucky, { orders: [await match(3000)], gateway })
    await player.ask(says('begin to pay, and the connection breaks'), PAY, {
      as: unlucky,
      path: unheard,
      key: 'unheard',
    })
    await player.ask(says('the same key again'), PAY, { as: unlucky, path: unheard, key: 'unheard' })
    const refused = await bill(as, { orders: [await match(4000)], gateway })
    await player.need(GET, { as, path: refused })
    await breaks(player, { step: 'ready', mode: 'decline' })
    await player.ask(says('refused by the gateway'), PAY, { as, path: refused, key: key() })
    await player.ask(says('refused, the billing'), GET, { as, path: refused })
    await player.ask(says('word of the browser for no billing'), 'GET /payments/{gateway}/{billingId}/approve', {
      ...{ path: { gateway: gateway.toLowerCase(), billingId: unknown('billing') }, query: { state: 'x'.repeat(20) } },
    })
  }

  // Cash alone, and a coupon that pays for all of it.
  const ida = await funded('ida', 30_000)
  const cash = await player.ask('order, for cash', CREATE, {
    ...{ as: ida, key: 'cash', body: { orders: [await match(12_000)], cashAmount: 12_000 } },
  })
  const cashPath = { billingId: cash.body.billingId as string }
  await player.ask('begin to pay what cash pays', PAY, { as: ida, path: cashPath, key: key() })
  await looks('cash held', ida, cashPath)
  await player.ask('confirm', CONFIRM, { as: ida, path: cashPath, key: 'confirm' })
  await player.ask('confirm again with the same key', CONFIRM, { as: ida, path: cashPath, key: 'confirm' })
  const cash2 = await bill(ida, { orders: [await match(1000)], cashAmount: 1000 })
  await player.ask('the same key to confirm another', CONFIRM, { as: ida, path: cash2, key: 'confirm' })
  await cancels('give back cash that is held', ida, cash2)
  await looks('cash paid', ida, cashPath)
  await player.ask('a cash payment in the ledger', 'GET /accounts/{accountId}/transactions', {
    ...{ as: ida, path: { accountId: ida.accountId }, query: { type: 'PAYMENT' } },
  })
  await cancels('cancel what cash paid', ida, cashPath)
  await player.ask('the refund in the ledger', 'GET /accounts/{accountId}/transactions', {
    ...{ as: ida, path: { accountId: ida.accountId }, query: { type: 'REFUND' } },
  })
  const free = await bill(ida, { orders: [await match(0)] })
  await player.ask('confirm what costs nothing', CONFIRM, { as: ida, path: free, key: key() })

  // Refusals of an order.
  const joy = await funded('joy', 1000)
  const orders = [await match(5000)]
  const refuse = (step: string, body: Body) => player.ask(step, CREATE, { as: joy, key: key(), body })
  await player.ask('order without a key', CREATE, { as: joy, body: { orders, gateway: 'TOSS' } })
  await refuse('no orders', { orders: [], gateway: 'TOSS' })
  await refuse('the same match twice', { orders: [...orders, ...orders], gateway: 'TOSS' })
  await refuse('a gateway that is none', { orders, gateway: 'PAYPAL' })
  await refuse('no gateway', { orders })
  await refuse('more cash than it costs', { orders, cashAmount: 5001 })
  await refuse('more cash than there is', { orders, cashAmount: 2000, gateway: 'TOSS' })
  await refuse('too little for a gateway', { orders: [await match(50)], gateway: 'KAKAOPAY' })
  await refuse('no such match', { orders: [{ matchId: unknown('match') }], gateway: 'TOSS' })
  await refuse('a match that is nonsense', { orders: [{ matchId: 'nonsense' }], gateway: 'TOSS' })
  await refuse('no such coupon', { orders, couponId: unknown('coupon'), gateway: 'TOSS' })
  await refuse("another user's coupon", { orders, couponId: gils, gateway: 'TOSS' })
  await refuse('a coupon for larger totals', { orders, couponId: await coupon(joy), gateway: 'TOSS' })
  await refuse('a cancelled match', { orders: [tossed], gateway: 'TOSS' })
  const full = await match(5000, { maxPlayerCount: 1, parkingCapacity: 1 })
  const lot = await match(5000, { parkingCapacity: 1 })
  const kay = await player.person('kay')
  const kays = await bill(kay, {
    ...{ orders: [full, { ...lot, parking: { plateNumber: '99하9999' } }], gateway: 'TOSS' },
  })
  await refuse('a match that is full', { orders: [full], gateway: 'TOSS' })
  await refuse('a place to park where none is left', {
    ...{ orders: [{ ...lot, parking: { plateNumber: '1' } }], gateway: 'TOSS' },
  })
  await refuse('a seat without a place to park', { orders: [lot], gateway: 'TOSS' })
  await refuse('a seat of a billing that is under way', { orders: [lot], gateway: 'TOSS' })
  await bill(joy, { orders: [await match(5000)], gateway: 'TOSS' })
  await bill(joy, { orders: [await match(5000)], gateway: 'KAKAOPAY' })
  await refuse('a fourth billing that waits', { orders, gateway: 'TOSS' })
  const lou = await player.person('lou')
  await player.need('PUT /friends/{userId}/block', { as: host, path: { userId: lou.userId } })
  await player.ask('order at a host who has blocked', CREATE, {
    ...{ as: lou, key: key(), body: { orders, gateway: 'TOSS' } },
  })
  for (const [step, route, more] of [
    ['see', GET, {}],
    ['pay for', PAY, { key: 'x' }],
    ['confirm', CONFIRM, { key: 'y' }],
    ['cancel', CANCEL, { key: 'z', body: { reason: 'rain' } }],
  ] as const) {
    await player.ask(`${step} another user's billing`, route, { as: joy, path: kays, ...more })
    await player.ask(`${step} a billing that is not there`, route, {
      ...{ as: joy, path: { billingId: unknown('billing') }, ...more },
    })
  }
  await cancels('cancel without a reason', kay, kays, { reason: '' })
  await player.ask('billings', 'GET /billings', { as: gil })
  await player.ask('billings with a status', 'GET /billings', { as: gil, query: { status: 'CANCELLED', limit: 2 } })
  await player.ask('billings of a time', 'GET /billings', { as: gil, query: { from: '2046-01-01T00:00:00Z' } })
  await player.ask('billings with a status that is none', 'GET /billings', { as: gil, query: { status: 'PAID' } })
  const list = await player.ask('billings, first page', 'GET /billings', { as: gil, query: { limit: 1 } })
  await player.ask('billings, second page', 'GET /billings', {
    ...{ as: gil, query: { limit: 1, cursor: list.body.nextCursor } },
  })
  // A held seat becomes part of a billing.
  const held = await match(6000)
  await player.need('POST /matches/{matchId}/applications', { as: lou, path: held }).then(
    () => undefined,
    () => undefined,
  )
  const max = await player.person('max')
  await player.need('POST /matches/{matchId}/applications', { as: max, path: held })
  await player.ask('order a seat that is held', CREATE, {
    ...{ as: max, key: key(), body: { orders: [held], gateway: 'TOSS' } },
  })
  await player.ask('own seats, one of which is ordered', 'GET /users/me/applications', { as: max })
  const [mine] = (await player.need('GET /billings', { as: max })).items
  const refreshed = { billingId: mine.billingId as string }
  await player.ask('look at the gateway', REFRESH, { as: max, path: refreshed, key: 'look' })
  await player.ask('look again with the same key', REFRESH, { as: max, path: refreshed, key: 'look' })
  await player.ask("look at another user's billing", REFRESH, { as: lou, path: refreshed })
  await player.ask('the same key to look at another', REFRESH, { as: max, path: kays, key: 'look' })

  // Inconsistent amounts wait for an operator.
  const ned = await player.person('ned')
  const reviewed = async (as: Person, gateway: string) => {
    const found = await bill(as, { orders: [await match(8000)], gateway })
    const answer = await player.pays(await begin(as, found), 'approve', 'approve wrong-amount')
    await comesBack(`another amount than agreed, ${gateway}`, answer)
    return found
  }
  const [kept, given] = [await reviewed(ned, 'TOSS'), await reviewed(ned, 'KAKAOPAY')]
  const own = await reviewed(operator, 'TOSS')
  const waiting = await player.ask('reviews', 'GET /ops/reviews', { as: operator })
  if (waiting.body.items.length !== 3) throw new Error('three reviews were expected')
  const some = await player.ask('reviews, first page', 'GET /ops/reviews', { as: operator, query: { limit: 1 } })
  await player.ask('reviews, second page', 'GET /ops/reviews', {
    ...{ as: operator, query: { limit: 1, cursor: some.body.nextCursor } },
  })
  await player.ask('reviews, as no operator', 'GET /ops/reviews', { as: ned })
  await player.ask('a billing under review', GET, { as: ned, path: kept })
  await cancels('cancel what is under review', ned, kept)
  const settle = { resolution: 'SETTLE', note: 'the console says that it was paid' }
  const release = { resolution: 'RELEASE', note: 'given back' }
  await player.ask('decide as no operator', REVIEW, { as: ned, path: kept, body: settle })
  await player.ask('decide about an own billing', REVIEW, { as: operator, path: own, body: settle })
  await player.ask('decide about no billing', REVIEW, {
    ...{ as: operator, path: { billingId: unknown('billing') }, body: settle },
  })
  await player.ask('a decision that is none', REVIEW, { as: operator, path: kept, body: { resolution: 'PAY' } })
  await player.ask('decide about what is not under review', REVIEW, { as: operator, path, body: settle })
  await player.ask('settle', REVIEW, { as: operator, path: kept, key: 'settle', body: settle })
  await player.ask('settle again with the same key', REVIEW, { as: operator, path: kept, key: 'settle', body: settle })
  await player.ask('the same key with another decision', REVIEW, {
    ...{ as: operator, path: kept, key: 'settle', body: release },
  })
  await player.ask('release', REVIEW, { as: operator, path: given, body: release })
  await player.ask('the settled billing', GET, { as: ned, path: kept })
  await cancels('cancel what was settled', ned, kept)
  await player.need('POST /users', { body: { ...SECOND, username: 'second' } })
  await player.server.script('operator', 'second')
  const deputy = await player.signedIn('second')
  await player.ask('another operator decides', REVIEW, { as: deputy, path: own, body: settle })
  await player.ask('what the operator bought', GET, { as: operator, path: own })

  // A review without a decision.
  await reviewed(ned, 'KAKAOPAY')

  // After the start.
  await until(startsAt)
  await cancels('cancel after the start', punctual, started)
  await player.ask('order after the start', CREATE, {
    ...{ as: kay, key: key(), body: { orders: [startedMatch], gateway: 'TOSS' } },
  })
  await player.ask('take a seat after the start', 'POST /matches/{matchId}/applications', { as: kay, path: freeMatch })
  await player.ask('give a seat back after the start', 'DELETE /matches/{matchId}/applications/me', {
    ...{ as: guest, path: freeMatch },
  })
  await player.ask('change after the start', 'PATCH /matches/{matchId}', {
    ...{ as: host, path: freeMatch, body: { title: 'Late' } },
  })
  await player.ask('cancel a match after the start', 'POST /matches/{matchId}/cancel', { as: host, path: freeMatch })
}

const SECOND = { email: 'second@example.com', password: PASSWORD, firstName: 'Second', lastName: 'Operator' }

/** Seats of one billing are taken at the same time, so their order is random. */
const inOrder = ({ items, ...others }: Body): unknown => ({
  items: [...items].sort((one, other) => {
    const [first, second] = [one, other].map(({ createdAt, matchId }: Body) => `${createdAt} ${matchId}`)
    return one.createdAt === other.createdAt ? (String(first) < String(second) ? -1 : 1) : 0
  }),
  ...others,
})

/** The next call of this kind fails at the gateway. */
const breaks = async ({ server }: Player, fault: { step: string; mode: string }): Promise<void> => {
  const { status } = await fetch(`${server.sandbox}/sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) })
  if (status !== 204) throw new Error(`the sandbox answered ${status}`)
}
