// The file of a long run's progress: where it cannot be written, the run says so before it begins.

import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { progressIn } from '#infra/export/progress.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
const isOne = (state: object): boolean => 'pk' in state

test('progress is read where it was saved', () => {
  const progress = () => progressIn<object>(join(folder, 'one.json'), 'table', isOne, {})
  expect(progress().read()).toBeUndefined()
  progress().save({ pk: 'a' })
  expect(progress().read()).toEqual({ pk: 'a' })
  progress().forget()
  expect(progress().read()).toBeUndefined()
})

test.each(['no/such/folder/one.json', 'a-folder'])('%s is refused in one line, before anything is read', (file) => {
  mkdirSync(join(folder, 'a-folder'), { recursive: true })
  const path = join(folder, file)
  expect(() => progressIn<object>(path, 'table', isOne, {})).toThrow(
    `The checkpoint ${path} cannot be written. Name a file in a folder that exists and is yours.`,
  )
})
