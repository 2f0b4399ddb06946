// Plans that no transaction can take: the error names writes and guards, and no stored data.

import { expect, test } from 'vitest'
import { newUser } from '#domain/users/writes.ts'
import { register } from '#flows/registration/writes.ts'
import { assertWhole, Incomplete } from '#kernel/commit/verdict.ts'

const email = 'kim@example.com'
const userId = 'user_1'
const user = newUser({
  ...{ userId, username: 'kim', email, passwordHash: 'hash', createdAt: '2026-01-01T00:00:00.000Z' },
})
const writes = register(user, { userId, firstName: 'Minji', lastName: 'Kim' }, 'reserve', 'group_1')

const errorOf = (plan: typeof writes): Error => {
  try {
    assertWhole(plan)
  } catch (error) {
    return error as Error
  }
  throw new Error('the plan is whole')
}

test('an item is written once', () => {
  const { message } = errorOf([...writes, ...writes.filter(({ name }) => name === 'users.claimEmail')])
  expect(message).toBe('users.claimEmail and users.claimEmail write the same item. Merge them into one write.')
})

test('what belongs together is written together', () => {
  const error = errorOf(writes.filter(({ name }) => name !== 'users.claimEmail'))
  expect(error).toBeInstanceOf(Incomplete)
  expect(error.message).toBe('users.register goes only with an item of users that the plan leaves out (whole)')
})

test('a transaction has a hundred actions', () => {
  expect(errorOf(Array(101).fill(writes[0])).message).toBe('The plan has 101 writes; a transaction takes at most 100.')
})
