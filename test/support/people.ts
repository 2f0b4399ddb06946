// People who call the API in this process, and the world they see. No test runner is needed, so that benches can use it.

import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { User as UserType } from '#domain/users/items.ts'
import { api } from '#functions/api.ts'
import { invariants } from '#functions/rulebook.ts'
import { api as clientsOf } from '#kernel/client/client.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import type { NewClient } from '#kit/testing/engine.ts'
import { type World as KitWorld, makeWorld as makeKitWorld, type Person } from '#kit/testing/world.ts'
import { type Fate, faultyClient } from './faults.ts'
import { inProcess } from './in-process.ts'
import { operatorItems } from './known.ts'
import { clientsAt } from './table.ts'

export interface World extends KitWorld<User> {
  /** Clients that are not signed in. */
  readonly api: Clients
  /** From now on every try of every command meets this fate; undefined: none fails. */
  fails(fate: Fate | undefined): void
  /** A registered, signed-in user. */
  register(): Promise<User & { username: string; refreshToken: string }>
}

export interface User extends Person {
  readonly api: Clients
}

export const PASSWORD = 'correct horse battery'
const BASE = 'http://api.test'

export type Clients = ReturnType<typeof clients>
export const clients = (baseUrl: string, fetch: typeof globalThis.fetch, token?: string) =>
  // Tests count what is sent, so nothing is sent but what they say.
  clientsOf(api, { baseUrl, fetch, token, keys: false, tries: 1 })

export const registration = (username: string) => ({
  ...{ username, email: `${username}@example.com`, password: PASSWORD, firstName: 'Minji', lastName: 'Kim' },
})

/** A world on a fresh table, to which the runtime is bound. @param endpoint as of clientsAt() */
export const makeWorld = (endpoint: string): Promise<World> => worldOf(clientsAt(endpoint))

/** An operator is stored as one: the role in the token is not enough. */
const appointed = async (world: KitWorld, user: User, role = 'USER'): Promise<User> => {
  if (role !== 'OPERATOR') return user
  const { pk, sk } = UserType.key(user.userId)
  const { client, name } = world.table
  const { Item: before } = await client.send(new GetCommand({ TableName: name, Key: { pk, sk } }))
  await world.table.store(before ? [{ ...before, role }] : operatorItems(user.userId, world.now()))
  return user
}

export const worldOf = async (newClient: NewClient): Promise<World> => {
  const world = await makeKitWorld({ newClient, fetch: inProcess, invariants })
  let registered = 0
  const anonymous = clients(BASE, inProcess)
  const withClients = ({ userId, token }: Person): User => ({ userId, token, api: clients(BASE, inProcess, token) })
  return {
    ...world,
    api: anonymous,
    fails: (fate) => bindRuntime({ client: fate ? faultyClient(newClient(), fate) : newClient() }),
    speaks: async (userId, role) => appointed(world, withClients(await world.speaks(userId, role)), role),
    stranger: async (role) => appointed(world, withClients(await world.stranger(role)), role),
    register: async () => {
      registered += 1
      const username = `user_${registered}`
      const made = await anonymous.users.register({ body: registration(username) })
      if (!made.ok) throw new Error(`cannot register ${username}: ${made.code}`)
      const signedIn = await anonymous.users.createTokens({ body: { username, password: PASSWORD } })
      if (!signedIn.ok) throw new Error(`cannot sign in ${username}: ${signedIn.code}`)
      const { accessToken: token, refreshToken } = signedIn.body
      return { ...withClients({ userId: made.body.userId, token }), username, refreshToken }
    },
  }
}
