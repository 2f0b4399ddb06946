// A world for one test file: a table of its own, a clock that can be moved, the API called in this process as Lambda would call it.

import { beforeAll, inject } from 'vitest'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { makeWorld, type World } from './people.ts'

/** Binds the runtime to a fresh table for the tests of the calling file. */
export const useWorld = (): World => {
  let world: World | undefined
  const endpoint = inject('endpoint')
  beforeAll(async () => {
    world = await makeWorld(endpoint)
    return () => bindRuntime({ client: documentClient(endpoint), clock: Date.now })
  })
  return new Proxy({} as World, {
    get: (_, name) => {
      if (!world) throw new Error('the world begins with the first test')
      return world[name as keyof World]
    },
  })
}
