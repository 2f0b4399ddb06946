// For every endpoint what a request carries, for people to begin with. An endpoint without a sample does not compile.

import type * as z from 'zod/mini'
import type { billing } from '#functions/billing/contract.ts'
import type { chat } from '#functions/chat/contract.ts'
import type { coupons } from '#functions/coupons/contract.ts'
import type { friends } from '#functions/friends/contract.ts'
import type { matches } from '#functions/matches/contract.ts'
import type { ops } from '#functions/ops/contract.ts'
import type { users } from '#functions/users/contract.ts'
import type { wallet } from '#functions/wallet/contract.ts'
import type { AnyContract, Endpoint } from '#kernel/http/contract.ts'

type Sample<E extends Endpoint> = (E extends { path: infer P } ? { path: { [N in keyof P]: string } } : unknown) &
  (E extends { query: infer Q extends z.ZodMiniType }
    ? Record<never, never> extends z.input<Q>
      ? { query?: z.input<Q> }
      : { query: z.input<Q> }
    : unknown) &
  (E extends { body: infer B extends z.ZodMiniType } ? { body: z.input<B> } : unknown)

type Samples<C extends AnyContract> = {
  readonly [N in keyof C as C[N] extends Endpoint ? N : never]: C[N] extends Endpoint ? Sample<C[N]> : never
}

const path = { matchId: 'match_01m82nzwjqfdv8y3sjz1peh87r' }
const billingId = 'billing_01m82nzwjqfdv8y3sjz1peh87r'
const STATE = 'the state of the attempt'
const chatId = 'chat_01m82nzwjqfdv8y3sjz1peh87r'
const accountId = 'account_01m82nzw8sfypb1btepb39rn7s'
const friend = { userId: 'user_01m82nzvrpec88tp6n71erm7nj' }
const group = { groupId: 'group_01m82nzvrqe4kbn0dq3hc5v1xt' }
const groupName = 'Friday futsal'
const REFRESH_TOKEN = 'the refreshToken of POST /auth/tokens'
const deposit = { amount: 50_000, information: 'salary' }

export const samples: {
  users: Samples<typeof users>
  wallet: Samples<typeof wallet>
  matches: Samples<typeof matches>
  chat: Samples<typeof chat>
  coupons: Samples<typeof coupons>
  billing: Samples<typeof billing>
  friends: Samples<typeof friends>
  ops: Samples<typeof ops>
} = {
  users: {
    register: {
      body: {
        ...{ username: 'kim', email: 'kim@example.com', password: 'correct horse' },
        ...{ firstName: 'Minji', lastName: 'Kim' },
      },
    },
    createTokens: { body: { username: 'kim', password: 'correct horse' } },
    refreshTokens: { body: { refreshToken: REFRESH_TOKEN } },
    logout: { body: { refreshToken: REFRESH_TOKEN } },
    getMe: {},
    updateMe: { body: { firstName: 'Sora' } },
    getUser: { path: { userId: 'user_01m82nzvrpec88tp6n71erm7nj' } },
  },
  wallet: {
    openAccount: { body: { bank: 'KakaoBank', accountNumber: '3333-01-2345678' } },
    listAccounts: {},
    getAccount: { path: { accountId } },
    deposit: { path: { accountId }, body: deposit },
    withdraw: { path: { accountId }, body: { amount: 12_000, information: 'shoes' } },
    transfer: {
      body: {
        ...{ fromAccountId: accountId, toAccountId: 'account_01m82nzx1v6fdr9s6rv1xm3b9q' },
        ...{ amount: 9000, information: 'lunch' },
      },
    },
    listTransactions: { path: { accountId }, query: { type: 'DEPOSIT', limit: '10' } },
    getTransaction: { path: { accountId, seq: '1' } },
    getStatement: { path: { accountId }, query: { at: '2026-11-22T09:00:00.000Z' } },
  },
  matches: {
    openMatch: {
      body: {
        ...{ title: 'Friday futsal', venue: 'Mapo, Seoul', startsAt: '2030-06-07T10:30:00Z' },
        ...{ durationMinutes: 120, maxPlayerCount: 18, fee: 0 },
      },
    },
    listMatches: { query: { from: '2030-06-01T00:00:00Z', limit: '20' } },
    getMatch: { path },
    changeMatch: { path, body: { title: 'Friday basketball' } },
    cancelMatch: { path },
    applyToMatch: { path },
    withdrawFromMatch: { path },
    listApplications: { path, query: { limit: '20' } },
    listMyApplications: {},
  },
  chat: {
    openChatroom: { body: { title: '기말고사' } },
    listChatrooms: { query: { limit: '20' } },
    getChatroom: { path: { chatId } },
    postMessage: { path: { chatId }, body: { text: '수학 시험이 3주 뒤야. 이제 계획을 세워줘' } },
    listMessages: { path: { chatId }, query: { after: '0' } },
    createTestPlan: { path: { chatId }, body: { subjects: ['수학', '영어'] } },
    getTestPlan: { path: { chatId } },
    deleteTestPlan: { path: { chatId } },
    listTestPlans: { path: { chatId } },
  },
  coupons: {
    openCampaign: {
      body: {
        ...{ name: 'Spring', discount: { type: 'RATE', percent: 10, maxDiscount: 5000 } },
        ...{ maxIssueCount: 1000, minTotal: 10_000, expiresAt: '2030-06-30T15:00:00Z' },
      },
    },
    claimCoupon: { path: { campaignId: 'campaign_01m82nzwjqfdv8y3sjz1peh87r' } },
    listCoupons: { query: { limit: '20' } },
  },
  billing: {
    createBilling: {
      body: { orders: [{ ...path, parking: { plateNumber: '12가 3456' } }], cashAmount: 5000, gateway: 'KAKAOPAY' },
    },
    listBillings: {},
    getBilling: { path: { billingId } },
    refreshBilling: { path: { billingId } },
    beginPayment: { path: { billingId } },
    approvePayment: { path: { gateway: 'kakaopay', billingId }, query: { state: STATE, pg_token: 'from the gateway' } },
    abandonPayment: { path: { gateway: 'kakaopay', billingId }, query: { state: STATE } },
    failPayment: { path: { gateway: 'toss', billingId }, query: { state: STATE } },
    getPaymentResult: { query: { billingId, status: 'SUCCESS' } },
    takeTossWebhook: { body: { eventType: 'PAYMENT_STATUS_CHANGED', data: { orderId: `${billingId}-1` } } },
    confirmBilling: { path: { billingId } },
    cancelBilling: { path: { billingId }, body: { reason: 'rain' } },
    listReviews: {},
    resolveReview: { path: { billingId }, body: { resolution: 'RELEASE', note: 'refunded by hand' } },
  },
  friends: {
    addFriend: { path: friend },
    endFriendship: { path: friend },
    changeFriendship: { path: friend, body: { subscribe: false } },
    blockUser: { path: friend },
    unblockUser: { path: friend },
    listFriends: { query: { relation: 'MUTUAL', limit: '20' } },
    openGroup: { body: { groupName } },
    listGroups: {},
    getGroup: { path: group },
    renameGroup: { path: group, body: { groupName } },
    requestImageUpload: { path: group, body: { contentType: 'image/jpeg' } },
    deleteGroup: { path: group },
    listMembers: { path: group, query: { limit: '20' } },
    addMember: { path: { ...group, ...friend } },
    removeMember: { path: { ...group, ...friend } },
  },
  ops: {
    getHealth: {},
    getOpenApi: {},
    getDocs: {},
    getDocsScript: { query: { version: '1' } },
    getInvariants: {},
    requestAudit: {},
    unknownRoute: {},
  },
}
