// `npm run operator -- <username> [--remove]`: makes a user an operator, or a plain user again.

import { record } from '#domain/ops/writes.ts'
import { event } from '#domain/users/events.ts'
import type { UserItem } from '#domain/users/items.ts'
import { named } from '#domain/users/reads.ts'
import { demote, promote } from '#domain/users/writes.ts'
import { tableOf } from '#infra/local/instance.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { commit } from '#kernel/commit/commit.ts'
import { type Runtime, surroundings } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { announce } from '#kernel/data/outbox.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run operator -- <username> [--remove]',
  text: `Makes a user an operator. The user must sign in again to act as one.

  --remove  makes an operator a plain user again, and ends every session

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
  options: { remove: { type: 'boolean' } },
  fits: (words: readonly string[]) => words.length === 1,
} as const

await runScript(async () => {
  const { words, flags } = argumentsOf(usage)
  const [username = ''] = words
  const world: Runtime = { ...tableOf(process.env), ...surroundings() }
  const before = await changeRole(world, username, flags.remove ? 'demoted' : 'promoted')
  world.client.destroy()
  // An access token carries the role at the time of its issue.
  const isOperator = before.role === 'OPERATOR'
  const message = flags.remove ? removed(isOperator) : added(isOperator)
  process.stdout.write(`${before.username} ${message}\n`)
})

function added(isOperator: boolean): string {
  return isOperator ? 'is already an operator.' : 'is now an operator. Sign in again to act as one.'
}

function removed(isOperator: boolean): string {
  return isOperator ? 'is no operator any more. Every session has ended.' : 'is no operator.'
}

/** @returns the user before the change */
async function changeRole(world: Runtime, username: string, how: 'promoted' | 'demoted'): Promise<UserItem> {
  const store = new Store(world.client, world.tableName)
  const find = async (): Promise<UserItem> => {
    const user = await named(store, username)
    if (!user) throw new Refusal(`There is no user "${username}". Register the user first with POST /users.`)
    return user
  }
  // Read before the commit: for an unreachable store the commit would answer `busy`.
  const before = await find()
  const plan = async () => {
    const user = await find()
    const writes = how === 'promoted' ? promote(user) : demote(user)
    const now = world.clock()
    const deed = { by: 'command', what: `ops.operator.${how}`, subject: user.userId, reason: 'npm run operator' }
    const at = new Date(now).toISOString()
    const actionId = typeId('action', now, world.random(10))
    const told = event[how](user, { userId: user.userId, by: deed.by, actionId })
    return {
      writes: writes.length > 0 ? [...announce(writes, at, told), record(actionId, deed, at)] : [],
      value: undefined,
    }
  }
  await commit({ store, world, plan, precedence: [] })
  return before
}
