// The population of a storm: what people know, and what each of them does next.

import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { below, pick } from '#infra/simulation/seeded.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { operatorItems } from '#test/support/known.ts'
import type { Answer, Body, Request } from './calls.ts'
import type { Stage } from './stage.ts'

const NAMES = ['ann', 'bob', 'cho', 'dan', 'eve'] as const
type Name = (typeof NAMES)[number]
const PASSWORDS = ['correct horse', 'battery staple'] as const

export interface Person {
  readonly name: string
  /** Changes. */
  password: string
  userId?: string
  token?: string
  /** By the person's own clock. */
  tokenUntil: number
  refreshToken?: string | undefined
  accountId?: string
  coupons: Body[]
  billings: Body[]
  /** Where a payment goes on, by billing. */
  readonly pages: Map<string, string>
  groups: Body[]
  invitations: Body[]
}

/** What a person does: a request, and what follows from its reply. */
export interface Deed {
  readonly request: Request
  readonly learns?: (body: Body) => void
  /** After a refusal, or without a reply. */
  readonly fails?: (answer: Answer | undefined) => void
}

/** A deed, or what must be done before. */
export type Does = (life: Life, me: Person, action: Action) => Deed | undefined | Promise<Deed | undefined>

export interface Action {
  readonly id: number
  readonly random: () => number
}

const MINUTE_MS = 60_000
const OPERATOR = 'user_0000000000e008000000000000'
const MATCHES = 4
const ROOMS = 3
const CAMPAIGNS = 2

export class Life {
  readonly stage: Stage
  readonly people: readonly Person[] = NAMES.map((name) => ({
    ...{
      name,
      password: PASSWORDS[0],
      tokenUntil: 0,
      coupons: [],
      billings: [],
      pages: new Map(),
      groups: [],
      invitations: [],
    },
  }))
  /** Places for what everybody meets at. What is opened anew takes the place of what was there. */
  readonly matches: (Body | undefined)[] = new Array(MATCHES)
  readonly rooms: (Body | undefined)[] = new Array(ROOMS)
  readonly campaigns: (Body | undefined)[] = new Array(CAMPAIGNS)
  reviews: string[] = []
  readonly operator: Person
  readonly #operators: string

  constructor(stage: Stage, operatorToken: string) {
    this.stage = stage
    this.operator = {
      ...{ name: 'the operator', password: '', tokenUntil: Infinity, token: operatorToken },
      ...{ coupons: [], billings: [], pages: new Map(), groups: [], invitations: [] },
    }
    this.#operators = operatorToken
  }

  static async of(stage: Stage): Promise<Life> {
    for (const Item of operatorItems(OPERATOR, stage.iso()))
      await stage.world.client.send(new PutCommand({ TableName: 'simulation', Item }))
    return new Life(stage, await tokenFor(OPERATOR, 'OPERATOR', { lifetimeS: 100 * 365 * 24 * 3600 }))
  }

  /** Another person who has registered; the first reason why there is none is a registration. */
  other(me: Person, { random }: Pick<Action, 'random'>): Person {
    const others = this.people.filter((one) => one !== me)
    const known = others.filter(({ userId }) => userId !== undefined)
    return pick(random, known.length > 0 ? known : others)
  }

  byId(userId: string): Person | undefined {
    return this.people.find((one) => one.userId === userId)
  }

  as(me: Person, request: Request): Request {
    return { by: me.name, token: me === this.operator ? this.#operators : me.token, ...request }
  }
}

const register = (me: Person): Deed => ({
  request: {
    operation: 'users.register',
    by: me.name,
    key: `register-${me.name}`,
    body: {
      ...{ username: me.name, email: `${me.name}@example.com`, password: PASSWORDS[0] },
      firstName: me.name,
      lastName: 'Kim',
    },
  },
  learns: ({ userId }) => {
    me.userId = userId
  },
})

const signedIn =
  (life: Life, me: Person) =>
  ({ accessToken, refreshToken, expiresIn }: Body): void => {
    me.token = accessToken
    me.refreshToken = refreshToken
    me.tokenUntil = life.stage.now + expiresIn * 1000 - MINUTE_MS
  }

const signIn = (life: Life, me: Person): Deed => ({
  request: { operation: 'users.createTokens', by: me.name, body: { username: me.name, password: me.password } },
  learns: signedIn(life, me),
  fails: (answer) => {
    // The last change of the password may have taken effect, or not.
    if (answer?.status === 401) me.password = me.password === PASSWORDS[0] ? PASSWORDS[1] : PASSWORDS[0]
  },
})

const refresh = (life: Life, me: Person): Deed => ({
  request: { operation: 'users.refreshTokens', by: me.name, body: { refreshToken: me.refreshToken } },
  learns: signedIn(life, me),
  fails: (answer) => {
    if (answer) me.refreshToken = undefined
  },
})

/** What a person must do before anything else. */
const before = (life: Life, me: Person): Deed | undefined => {
  if (me === life.operator) return undefined
  if (!me.userId) return register(me)
  if (me.tokenUntil > life.stage.now) return undefined
  return me.refreshToken ? refresh(life, me) : signIn(life, me)
}

const openAccount = (life: Life, me: Person): Deed => ({
  request: life.as(me, {
    operation: 'wallet.openAccount',
    key: `account-${me.name}`,
    body: { bank: 'Hana', accountNumber: String(100_000 + NAMES.indexOf(me.name as Name)) },
  }),
  learns: ({ accountId }) => {
    me.accountId = accountId
  },
})

const FEES = [0, 0, 1000, 5000, 20_000] as const
const openMatch = (life: Life, me: Person, { id, random }: Action, place = below(random, MATCHES)): Deed => ({
  request: life.as(me, {
    operation: 'matches.openMatch',
    key: `match-${id}`,
    body: {
      ...{ title: `Match ${id}`, venue: 'Seoul', durationMinutes: 60, maxPlayerCount: 1 + below(random, 3) },
      startsAt: life.stage.iso(30 * MINUTE_MS + random() ** 3 * 5 * DAY_MS),
      ...{ fee: pick(random, FEES), parkingCapacity: below(random, 3) },
    },
  }),
  learns: (match) => {
    life.matches[place] = match
  },
})

const openRoom = (life: Life, me: Person, { id, random }: Action, place = below(random, ROOMS)): Deed => ({
  request: life.as(me, { operation: 'chat.openChatroom', key: `room-${id}`, body: { title: `Room ${id}` } }),
  learns: (room) => {
    life.rooms[place] = room
  },
})

const openCampaign = (life: Life, { id, random }: Action, place = below(random, CAMPAIGNS)): Deed => ({
  request: life.as(life.operator, {
    operation: 'coupons.openCampaign',
    key: `campaign-${id}`,
    body: {
      ...{ name: `Campaign ${id}`, maxIssueCount: 1 + below(random, 3), minTotal: pick(random, [1, 1000, 5000]) },
      discount: random() < 0.5 ? { type: 'AMOUNT', value: 700 } : { type: 'RATE', percent: 30, maxDiscount: 3000 },
      expiresAt: life.stage.iso(MINUTE_MS + random() ** 2 * 5 * DAY_MS),
    },
  }),
  learns: (campaign) => {
    life.campaigns[place] = campaign
  },
})

const openGroup = (life: Life, me: Person, { id, random }: Action): Deed => ({
  request: life.as(me, {
    operation: 'friends.openGroup',
    key: `group-${id}`,
    body: { groupName: pick(random, ['Futsal', 'Chess', 'Tennis']) },
  }),
  learns: (group) => me.groups.push(group),
})

/** A write or a look of a person with a token. @param key by chance, where it is optional */
const asks =
  (
    operation: string,
    of: (life: Life, me: Person, action: Action) => Partial<Request> | Deed,
    key: 'must' | 'may' | 'no' = 'no',
    learns?: (life: Life, me: Person, body: Body) => void,
  ): Does =>
  (life, me, action) => {
    const first = before(life, me)
    if (first) return first
    const given = of(life, me, action)
    if ('request' in given) return given
    const keyed = key === 'must' || (key === 'may' && action.random() < 0.7) ? { key: `key-${action.id}` } : {}
    return {
      request: life.as(me, { operation, ...given, ...keyed }),
      ...(learns ? { learns: (body: Body) => learns(life, me, body) } : {}),
    }
  }

/** Of the person's account, which is opened first. */
const ofAccount =
  (of: (action: Action, life: Life, me: Person) => Partial<Request> = () => ({})) =>
  (life: Life, me: Person, action: Action) =>
    me.accountId ? { path: { accountId: me.accountId }, ...of(action, life, me) } : openAccount(life, me)

const AMOUNTS = [1, 100, 700, 1000, 3000, 5000, 20_000] as const
const money = ({ id, random }: Action) => ({ body: { amount: pick(random, AMOUNTS), information: `action ${id}` } })

const atMatch =
  (of: (action: Action, life: Life) => Partial<Request> = () => ({}), who: 'anyone' | 'host' = 'anyone') =>
  (life: Life, me: Person, action: Action) => {
    const place = below(action.random, MATCHES)
    const match = life.matches[place]
    // One that is over makes place for another.
    if (!match || (match.startsAt <= life.stage.iso() && action.random() < 0.7))
      return openMatch(life, me, action, place)
    // Others try, too.
    const host = who === 'host' && action.random() < 0.9 ? life.byId(match.hostId) : undefined
    return (host && before(life, host)) ?? { path: { matchId: match.matchId }, ...of(action, life), ...by(host) }
  }

const by = (person: Person | undefined): Partial<Request> => (person ? { by: person.name, token: person.token } : {})

const inRoom =
  (of: (action: Action, life: Life) => Partial<Request> = () => ({})) =>
  (life: Life, me: Person, action: Action) => {
    const place = below(action.random, ROOMS)
    const room = life.rooms[place]
    if (!room) return openRoom(life, me, action, place)
    const owner = action.random() < 0.95 ? life.byId(room.ownerId) : undefined
    return (owner && before(life, owner)) ?? { path: { chatId: room.chatId }, ...of(action, life), ...by(owner) }
  }

const toOther =
  (of: (action: Action) => Partial<Request> = () => ({})) =>
  (life: Life, me: Person, action: Action) => {
    const other = life.other(me, action)
    return other.userId ? { path: { userId: other.userId }, ...of(action) } : register(other)
  }

const ofGroup =
  (
    of: (
      life: Life,
      me: Person,
      action: Action,
    ) => { path?: Readonly<Record<string, string>>; body?: Record<string, unknown> } = () => ({}),
  ) =>
  (life: Life, me: Person, action: Action) => {
    const group = me.groups[below(action.random, me.groups.length)]
    if (!group) return openGroup(life, me, action)
    const { path = {}, body } = of(life, me, action)
    return { path: { groupId: group.groupId, ...path }, ...(body ? { body } : {}) }
  }

const member = (life: Life, me: Person, action: Action) => ({
  path: { userId: life.other(me, action).userId ?? 'nobody' },
})

const order = (life: Life, me: Person, action: Action) => {
  const { random } = action
  const wanted = life.matches.filter((match) => match && match.startsAt > life.stage.iso())
  if (wanted.length === 0) return openMatch(life, me, action)
  const chosen = new Set([pick(random, wanted), ...(random() < 0.25 ? [pick(random, wanted)] : [])])
  const total = [...chosen].reduce((sum, { fee }) => sum + fee, 0)
  const cashAmount = me.accountId ? Math.floor(total * pick(random, [0, 0, 0.5, 1])) : 0
  const coupon = random() < 0.4 ? me.coupons[below(random, me.coupons.length)] : undefined
  return {
    body: {
      orders: [...chosen].map(({ matchId }) => ({
        matchId,
        ...(random() < 0.25 ? { parking: { plateNumber: '12가3456' } } : {}),
      })),
      ...(cashAmount > 0 ? { cashAmount } : {}),
      ...(coupon ? { couponId: coupon.couponId } : {}),
      gateway: pick(random, ['KAKAOPAY', 'TOSS']),
    },
  }
}

/** The person knows what a billing has become. */
const learnsBilling = (_: Life, me: Person, billing: Body): void => {
  me.billings = [...me.billings.filter(({ billingId }) => billingId !== billing.billingId), billing]
}

const orders = (life: Life, me: Person, action: Action): Deed => {
  const wanted = order(life, me, action)
  if ('request' in wanted) return wanted
  const request = life.as(me, { operation: 'billing.createBilling', key: `key-${action.id}`, ...wanted })
  return { request, learns: (billing) => learnsBilling(life, me, billing) }
}

const OVER = ['CANCELLED', 'EXPIRED']
const billingOf = (
  me: Person,
  { random }: Action,
  wanted: (billing: Body) => boolean = () => true,
): Body | undefined => {
  const live = me.billings.filter((one) => !OVER.includes(one.status) && wanted(one))
  // The last ones are the interesting ones; an old one now and then.
  if (live.length > 0 && random() < 0.9) return live.at(-1 - below(random, Math.min(2, live.length)))
  return me.billings.at(-1 - below(random, me.billings.length))
}
const ofBilling =
  (of: (action: Action, billing: Body) => Partial<Request> = () => ({}), wanted?: (billing: Body) => boolean) =>
  (life: Life, me: Person, action: Action) => {
    const billing = billingOf(me, action, wanted)
    if (!billing) return orders(life, me, action)
    return { path: { billingId: billing.billingId }, ...of(action, billing) }
  }

const FAULTS = [
  '',
  '',
  '',
  '',
  '',
  '',
  'approve decline',
  'approve capture-then-500',
  'approve user-locked',
  'approve capture-then-user-locked',
  'approve wrong-amount',
  'cancel capture-then-500',
  'cancel user-locked',
  'cancel capture-then-user-locked',
  'order drop-connection-before',
] as const
const RETURNS: Readonly<Record<string, string>> = {
  approve: 'billing.approvePayment',
  cancel: 'billing.abandonPayment',
  fail: 'billing.failPayment',
}

/** At the page of the gateway, and back with its redirect. */
const pay: Does = async (life, me, { random }) => {
  const pages = [...me.pages]
  const [billingId, page] = pages[below(random, pages.length)] ?? []
  if (!billingId || !page) return undefined
  if (random() < 0.7) me.pages.delete(billingId)
  const form = new URLSearchParams({
    action: pick(random, ['approve', 'approve', 'approve', 'approve', 'quit', 'fail']),
    fault: pick(random, FAULTS),
  })
  const { headers } = await life.stage.visit(page, { method: 'POST', body: form })
  const { pathname, searchParams } = new URL(headers.get('location') ?? page)
  const [, , gateway = '', , step = ''] = pathname.split('/')
  const operation = RETURNS[step]
  if (!operation) return undefined
  const query = Object.fromEntries(searchParams)
  return {
    request: { operation, by: me.name, path: { gateway, billingId }, query },
    learns: ({ status }) => {
      me.billings = me.billings.map((one) => (one.billingId === billingId ? { ...one, status } : one))
    },
  }
}

/** The operator looks at the console of the gateway before a decision. */
const decision = (life: Life, billingId: string): 'SETTLE' | 'RELEASE' => {
  const paid = life.stage.gateways.ledger().filter(({ orderId }) => orderId.startsWith(`${billingId}-`))
  return paid.some(({ captured, cancelled }) => captured > cancelled) ? 'SETTLE' : 'RELEASE'
}
export const resolve = (life: Life, billingId: string): Deed => ({
  request: life.as(life.operator, {
    operation: 'billing.resolveReview',
    key: `review-${billingId}-${life.stage.now}`,
    path: { billingId },
    body: { resolution: decision(life, billingId), note: 'looked' },
  }),
})

const asOperator =
  (does: Does): Does =>
  (life, _, action) =>
    does(life, life.operator, action)

const listInvitations = (life: Life, me: Person): Deed => ({
  request: life.as(me, { operation: 'matches.listInvitations' }),
  learns: ({ items }) => {
    me.invitations = items
  },
})

const ofInvitation = (life: Life, me: Person, { random }: Action) => {
  const invitation = me.invitations[below(random, me.invitations.length)]
  return invitation ? { path: { invitationId: invitation.invitationId } } : listInvitations(life, me)
}

/** What people do, with how often. */
export const kinds: Readonly<Record<string, readonly [weight: number, does: Does]>> = {
  'signs in': [1.5, (life, me) => (me.userId ? signIn(life, me) : register(me))],
  refreshes: [1.5, (life, me) => (me.refreshToken ? refresh(life, me) : before(life, me))],
  'registers as another': [
    0.5,
    (life, me, { id, random }) => ({
      request: {
        operation: 'users.register',
        by: me.name,
        key: `register-${id}`,
        body: {
          ...{ username: life.other(me, { random }).name, email: `${id}@example.com` },
          ...{ password: PASSWORDS[1], firstName: me.name, lastName: 'Kim' },
        },
      },
    }),
  ],
  'logs out': [
    0.4,
    (life, me) => {
      const { refreshToken } = me
      me.refreshToken = undefined
      return refreshToken
        ? { request: { operation: 'users.logout', by: me.name, body: { refreshToken } } }
        : before(life, me)
    },
  ],
  mistypes: [
    0.5,
    (_, me) => ({
      request: { operation: 'users.createTokens', by: me.name, body: { username: me.name, password: 'mistyped' } },
    }),
  ],
  'looks at the profile': [0.7, asks('users.getMe', () => ({}))],
  'looks at another': [0.5, asks('users.getUser', toOther())],
  'changes a name': [0.7, asks('users.updateMe', (_, __, { id }) => ({ body: { firstName: `Name ${id}` } }), 'may')],
  'changes the email': [
    0.4,
    asks(
      'users.updateMe',
      (_, me, { random }) => ({
        body: { email: `${pick(random, NAMES)}@elsewhere.example`, currentPassword: me.password },
      }),
      'may',
    ),
  ],
  'changes the password': [
    0.5,
    asks(
      'users.updateMe',
      (_, me) => {
        const [currentPassword, password] = me.password === PASSWORDS[0] ? PASSWORDS : [PASSWORDS[1], PASSWORDS[0]]
        return { body: { currentPassword, password } }
      },
      'may',
      (_, me) => {
        me.password = me.password === PASSWORDS[0] ? PASSWORDS[1] : PASSWORDS[0]
      },
    ),
  ],

  deposits: [8, asks('wallet.deposit', ofAccount(money), 'must')],
  withdraws: [6, asks('wallet.withdraw', ofAccount(money), 'must')],
  transfers: [
    8,
    asks(
      'wallet.transfer',
      (life, me, action) => {
        if (!me.accountId) return openAccount(life, me)
        const { accountId } = life.other(me, action)
        return {
          body: { ...money(action).body, fromAccountId: me.accountId, toAccountId: accountId ?? 'account_none' },
        }
      },
      'must',
    ),
  ],
  'looks at the account': [5, asks('wallet.getAccount', ofAccount())],
  'lists transactions': [0.7, asks('wallet.listTransactions', ofAccount())],
  'looks at a transaction': [
    0.5,
    asks('wallet.getTransaction', (life, me, action) =>
      me.accountId
        ? { path: { accountId: me.accountId, seq: String(1 + below(action.random, 4)) } }
        : openAccount(life, me),
    ),
  ],
  'takes a statement': [1.5, asks('wallet.getStatement', ofAccount())],
  'opens another account': [
    0.4,
    asks(
      'wallet.openAccount',
      (_, __, { random }) => ({ body: { bank: 'Hana', accountNumber: String(100_000 + below(random, 9)) } }),
      'may',
    ),
  ],

  'opens a match': [3, asks('matches.openMatch', (life, me, action) => openMatch(life, me, action))],
  'looks at a match': [5, asks('matches.getMatch', atMatch())],
  applies: [11, asks('matches.applyToMatch', atMatch(), 'may')],
  'gives a seat back': [5, asks('matches.withdrawFromMatch', atMatch(), 'may')],
  'changes a match': [
    4,
    asks(
      'matches.changeMatch',
      atMatch(
        ({ random }, { stage }) => ({
          body: {
            ...(random() < 0.7 ? { maxPlayerCount: 1 + below(random, 4) } : {}),
            ...(random() < 0.3 ? { startsAt: stage.iso(MINUTE_MS + random() ** 2 * 4 * DAY_MS) } : {}),
          },
        }),
        'host',
      ),
      'may',
    ),
  ],
  waits: [5, asks('matches.joinWaitingList', atMatch(), 'may')],
  'stops waiting': [1, asks('matches.leaveWaitingList', atMatch(), 'may')],
  'looks at a waiting list': [0.7, asks('matches.listWaiting', atMatch(undefined, 'host'))],
  invites: [
    2,
    asks(
      'matches.invite',
      (life, me, action) => {
        const { userId } = life.other(me, action)
        const match = life.matches[below(action.random, MATCHES)]
        if (!userId || !match) return openMatch(life, me, action)
        return { path: { matchId: match.matchId }, body: { userIds: [userId] } }
      },
      'may',
    ),
  ],
  'looks at invitations': [1.5, asks('matches.listInvitations', listInvitations)],
  accepts: [2, asks('matches.acceptInvitation', ofInvitation, 'may')],
  declines: [0.5, asks('matches.declineInvitation', ofInvitation, 'may')],
  'cancels a match': [1.2, asks('matches.cancelMatch', atMatch(undefined, 'host'), 'may')],
  'lists seats': [1, asks('matches.listApplications', atMatch(undefined, 'host'))],
  'lists matches': [0.7, () => ({ request: { operation: 'matches.listMatches' } })],
  'lists own seats': [0.7, asks('matches.listMyApplications', () => ({}))],

  befriends: [4, asks('friends.addFriend', toOther(), 'may')],
  'ends a friendship': [2, asks('friends.endFriendship', toOther(), 'may')],
  mutes: [
    1,
    asks(
      'friends.changeFriendship',
      toOther(({ random }) => ({ body: { subscribe: random() < 0.5 } })),
      'may',
    ),
  ],
  blocks: [0.8, asks('friends.blockUser', toOther(), 'may')],
  unblocks: [1.2, asks('friends.unblockUser', toOther(), 'may')],
  'lists friends': [0.7, asks('friends.listFriends', () => ({}))],
  'opens a group': [1.5, asks('friends.openGroup', openGroup)],
  'looks at a group': [0.5, asks('friends.getGroup', ofGroup())],
  'renames a group': [
    1,
    asks(
      'friends.renameGroup',
      ofGroup((_, __, { random }) => ({ body: { groupName: pick(random, ['Futsal', 'Chess', 'Tennis']) } })),
      'may',
    ),
  ],
  'deletes a group': [0.7, asks('friends.deleteGroup', ofGroup(), 'may')],
  'adds a member': [3, asks('friends.addMember', ofGroup(member), 'may')],
  'removes a member': [1.5, asks('friends.removeMember', ofGroup(member), 'may')],
  'lists members': [0.7, asks('friends.listMembers', ofGroup())],
  'lists groups': [
    0.7,
    asks(
      'friends.listGroups',
      () => ({}),
      'no',
      (_, me, { items }) => {
        me.groups = items.filter(({ isDefault }: Body) => !isDefault)
      },
    ),
  ],
  'asks for an upload': [
    0.6,
    asks(
      'friends.requestImageUpload',
      ofGroup(() => ({ body: { contentType: 'image/png' } })),
      'may',
    ),
  ],

  'opens a room': [1.5, asks('chat.openChatroom', (life, me, action) => openRoom(life, me, action))],
  'says something': [
    7,
    asks(
      'chat.postMessage',
      inRoom(({ id, random }) => ({
        body: { text: random() < 0.4 ? 'Math exam in 5 days, make the plan now' : `Message ${id}` },
      })),
      'may',
    ),
  ],
  'makes a plan': [
    3,
    asks(
      'chat.createTestPlan',
      inRoom(() => ({ body: {} })),
      'may',
    ),
  ],
  'deletes a plan': [3, asks('chat.deleteTestPlan', inRoom(), 'may')],
  'looks at a plan': [2, asks('chat.getTestPlan', inRoom())],
  'looks at a room': [3, asks('chat.getChatroom', inRoom())],
  'lists messages': [0.7, asks('chat.listMessages', inRoom())],
  'lists plans': [0.5, asks('chat.listTestPlans', inRoom())],
  'lists rooms': [0.5, asks('chat.listChatrooms', () => ({}))],

  'lists notifications': [1, asks('events.listNotifications', () => ({}))],
  'has read': [
    0.7,
    asks('events.readNotifications', (_, __, { random }) => ({ body: { upTo: below(random, 30) } }), 'may'),
  ],

  'opens a campaign': [1.5, (life, _, action) => openCampaign(life, action)],
  claims: [
    6,
    asks(
      'coupons.claimCoupon',
      (life, _, action) => {
        const place = below(action.random, CAMPAIGNS)
        const campaign = life.campaigns[place]
        if (!campaign || (campaign.expiresAt <= life.stage.iso() && action.random() < 0.7))
          return openCampaign(life, action, place)
        return { path: { campaignId: campaign.campaignId } }
      },
      'may',
      (_, me, coupon) => me.coupons.push(coupon),
    ),
  ],
  'lists coupons': [
    0.5,
    asks(
      'coupons.listCoupons',
      () => ({}),
      'no',
      (_, me, { items }) => {
        me.coupons = items
      },
    ),
  ],

  orders: [12, asks('billing.createBilling', orders)],
  'begins a payment': [
    9,
    asks(
      'billing.beginPayment',
      ofBilling(undefined, ({ payAmount }) => payAmount > 0),
      'must',
      (_, me, { billingId, redirectUrl }) => {
        me.pages.set(billingId, redirectUrl)
      },
    ),
  ],
  pays: [10, pay],
  confirms: [
    5,
    asks(
      'billing.confirmBilling',
      ofBilling(undefined, ({ payAmount }) => payAmount === 0),
      'must',
      learnsBilling,
    ),
  ],
  cancels: [
    4,
    asks(
      'billing.cancelBilling',
      ofBilling(({ random }, { orders }) => ({
        body: { reason: 'rain', ...(random() < 0.4 ? { orderIds: [pick(random, orders as Body[]).orderId] } : {}) },
      })),
      'must',
      learnsBilling,
    ),
  ],
  'looks at a billing': [2, asks('billing.getBilling', ofBilling(), 'no', learnsBilling)],
  'refreshes a billing': [1.5, asks('billing.refreshBilling', ofBilling(), 'may', learnsBilling)],
  'lists billings': [
    0.7,
    asks(
      'billing.listBillings',
      () => ({}),
      'no',
      (_, me, { items }) => {
        me.billings = [...items].reverse()
      },
    ),
  ],
  'lists reviews': [
    0.7,
    asOperator(
      asks(
        'billing.listReviews',
        () => ({}),
        'no',
        (life, _, { items }) => {
          life.reviews = items.map(({ billingId }: Body) => billingId)
        },
      ),
    ),
  ],
  'resolves a review': [
    0.7,
    (life) => {
      const billingId = life.reviews.shift()
      return billingId ? resolve(life, billingId) : undefined
    },
  ],
  'asks for an audit': [0.1, asOperator(asks('ops.requestAudit', () => ({}), 'may'))],
  'looks at the invariants': [0.1, asOperator(asks('ops.getInvariants', () => ({})))],
}
