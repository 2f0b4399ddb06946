// The words of the console: every value that people read there has some, in both languages.

import { describe, expect, test } from 'vitest'
import { meanings } from '#domain/billing/meanings.ts'
import { states } from '#domain/billing/schema.ts'
import { roles } from '#domain/users/schema.ts'
import { entryTypes } from '#domain/wallet/schema.ts'
import { userStates } from '#flows/inspection/schema.ts'
import { contracts } from '#functions/api.ts'
import { invariants } from '#functions/rulebook.ts'
import { korean } from '#infra/console/app/rules.ts'
import { reasonOf, values } from '#infra/console/app/values.ts'
import { edition } from '#kernel/data/audit.ts'
import { isScheduled, jobsOf } from '#kernel/http/contract.ts'
import { sourcesIn } from '#test/support/sources.ts'

const HANGUL = /[가-힣]/

/** What operators do and read, as the handlers record it. */
const actions = [
  ...new Set([
    ...sourcesIn('functions', 'infra/cli').flatMap(({ text }) => text.match(/ops(\.[a-z-]+){2,}(?=')/g) ?? []),
    ...['ops.review.settle', 'ops.review.release', 'ops.payout.paid', 'ops.payout.rejected'],
    ...['ops.operator.promoted', 'ops.operator.demoted'],
  ]),
]
/** The types of events that concern users. */
const notices = sourcesIn('shared/domain').flatMap(({ text }) =>
  [
    ...text.matchAll(/\n {6}type: '([\w.-]+)',(?:(?!\n {6}type: )[\s\S])*?\n {6}concerns: \(.*?\) => \[(\w.*)?\]/g),
  ].flatMap(([, type, users]) => (users ? [`notice.${type}`] : [])),
)
const jobs = jobsOf(contracts)
  .filter(isScheduled)
  .map(({ operation }) => operation)

describe.each([
  ['a state of a billing', states],
  ['a type of a ledger entry', entryTypes],
  ['a state of a user', userStates],
  ['a role', roles],
  ['a scheduled job', jobs],
  ['an action', actions],
  ['a notification', notices],
  ['a module', [...new Set(invariants.map(({ module }) => `module.${module}`))]],
])('%s', (_, all) => {
  test.each([...all])('%s has words', (value) => {
    expect(values[value]?.en, 'in infra/console/app/values.ts').toBeTruthy()
    expect(values[value]?.ko).toMatch(HANGUL)
  })
})

test('the notifications with words are those that there are', () => {
  expect(
    Object.keys(values)
      .filter((value) => value.startsWith('notice.'))
      .toSorted(),
  ).toEqual(notices.toSorted())
})

test('every invariant is there in Korean', () => {
  const names = [...invariants, { ...edition, name: edition.rule }].map(({ module, name }) => `${module}.${name}`)
  expect(names.length).toBeGreaterThan(50)
  expect(Object.keys(korean).toSorted(), 'infra/console/app/rules.ts').toEqual(names.toSorted())
  for (const text of Object.values(korean)) expect(text).toMatch(HANGUL)
})

test('every transition of a billing has words', () => {
  for (const [step, { en, ko }] of Object.entries(meanings)) {
    expect(en, step).toMatch(/[a-z]/)
    expect(ko, step).toMatch(HANGUL)
  }
})

test('every reason for a review has words', () => {
  const stored = sourcesIn('shared/flows/payment', 'functions/billing').flatMap((source) =>
    [...source.text.matchAll(/reason(?: =|:) ['`]((?:the gateway|what the gateway|attempt)[^'`]*)['`]/g)].map(
      ([, text = '']) => text.replace('${attempt.no}', '2').replace('${state}', 'CANCELLED'),
    ),
  )
  expect(stored.length).toBeGreaterThan(6)
  for (const reason of stored) {
    expect(reasonOf(reason).ko, reason).toMatch(HANGUL)
    expect(reasonOf(reason).en).not.toBe(reason)
  }
  expect(reasonOf('another one')).toEqual({ en: 'another one', ko: 'another one' })
})
