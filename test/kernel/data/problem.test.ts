// The body of a problem: exactly the members that its kind declares.

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { Problem, problem } from '#kernel/data/problem.ts'
import { inBoth } from '#test/support/words.ts'

const Short = problem('too-short', 409, inBoth('Too short', 'There is less than that.'), {
  left: z.int(),
  by: z.string(),
})

test('has the members of RFC 9457, its code, and its declared fields', () => {
  expect(new Problem(Short, { left: 3, by: 'ann' }).body('/things/1')).toEqual({
    ...{ type: '/problems/too-short', title: 'Too short', status: 409, detail: 'There is less than that.' },
    ...{ instance: '/things/1', code: 'too-short', left: 3, by: 'ann' },
  })
})

test('shows nothing that its kind does not declare, and no standard member is overwritten', () => {
  const stored = { left: 3, by: 'ann', pk: 'USER#1', passwordHash: 'secret', status: 200, code: 'fine', stack: 'here' }
  const { left, by, status, code, ...others } = new Problem(Short, stored).body('/')
  expect([left, by, status, code]).toEqual([3, 'ann', 409, 'too-short'])
  expect(Object.keys(others).sort()).toEqual(['detail', 'instance', 'title', 'type'])
})

test('omits an undefined field, but not one that is null or zero', () => {
  expect(new Problem(Short, { left: undefined }).body('/')).not.toHaveProperty('left')
  expect(new Problem(Short, { left: 0, by: null }).body('/')).toMatchObject({ left: 0, by: null })
})

test('takes no fields from what it inherits', () => {
  const body = new Problem(Short, Object.create({ secret: 1 })).body('/')
  expect(body).not.toHaveProperty('secret')
  expect(body).not.toHaveProperty('left')
})

test('speaks both languages; code and fields stay', () => {
  const { title, detail, ...rest } = new Problem(Short, { left: 1 }).body('/', 'ko')
  expect([title, detail]).toEqual(['Too short (ko)', 'There is less than that. (ko)'])
  const { title: _, detail: __, ...same } = new Problem(Short, { left: 1 }).body('/')
  expect(rest).toEqual(same)
})

test('may say its detail in other words', () => {
  const other = new Problem(Short, {}, { en: 'By one.', ko: '하나 모자랍니다.' })
  expect([other.body('/')['detail'], other.body('/', 'ko')['detail']]).toEqual(['By one.', '하나 모자랍니다.'])
  expect(new Problem(Short).message).toBe(Short.words.en.detail)
})
