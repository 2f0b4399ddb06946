// A world for one test file: a table of its own, a clock that can be moved, the API called in this process as Lambda would call it.

import { beforeAll, beforeEach, inject } from 'vitest'
import { quickHash } from '#infra/simulation/quick-hash.ts'
import { bindRuntime, documentClient, surroundings } from '#kernel/commit/runtime.ts'
import { makeWorld, type World } from './people.ts'
import { MEMORY } from './table.ts'

/** Where tables of tests are: of `ENGINE=embedded npm test` on the engine of the run, else in memory. */
export const home = (): string => (process.env['ENGINE'] === 'embedded' ? inject('endpoint') : MEMORY)

/** A world on a fresh table, to which the runtime is bound. @param endpoint see useWorld() */
export const newWorld = async (endpoint: string = home()): Promise<World> => {
  const world = await makeWorld(endpoint)
  // Other processes, where there are some, hash as in production.
  if (endpoint === MEMORY) bindRuntime({ argon2id: quickHash })
  return world
}

const bound = (begin: typeof beforeAll | typeof beforeEach, endpoint: string): World => {
  let world: World | undefined
  begin(async () => {
    world = await newWorld(endpoint)
    const { argon2id } = surroundings()
    return () => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now, argon2id })
  })
  return new Proxy({} as World, {
    get: (_, name) => {
      if (!world) throw new Error('the world begins with the first test')
      return world[name as keyof World]
    },
  })
}

/**
 * Binds the runtime to a fresh table for the tests of the calling file.
 * @param endpoint of the engine, for tests whose other processes, or clients of their own, use the table
 */
export const useWorld = (endpoint: string = home()): World => bound(beforeAll, endpoint)

/**
 * A fresh table for each test: a test that looks at all that is stored finds, and pays for, only what is its own.
 * @param endpoint see useWorld()
 */
export const useWorlds = (endpoint: string = home()): World => bound(beforeEach, endpoint)
