// `npm run operator -- <username>`: makes a user an operator.

import type { UserItem } from '#domain/users/items.ts'
import { named } from '#domain/users/reads.ts'
import { promote } from '#domain/users/writes.ts'
import { tableOf } from '#infra/local/instance.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { commit } from '#kernel/commit/commit.ts'
import { type Runtime, surroundings } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run operator -- <username>',
  text: `Makes a user an operator. The user must sign in again to act as one.

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
  fits: (words: readonly string[]) => words.length === 1,
}

await runScript(async () => {
  const [username = ''] = argumentsOf(usage).words
  const world: Runtime = { ...tableOf(process.env), ...surroundings() }
  const before = await makeOperator(world, username)
  world.client.destroy()
  // An access token carries the role at the time of its issue.
  const message =
    before.role === 'OPERATOR' ? 'is already an operator.' : 'is now an operator. Sign in again to act as one.'
  process.stdout.write(`${before.username} ${message}\n`)
})

/** @returns the user before the change */
async function makeOperator(world: Runtime, username: string): Promise<UserItem> {
  const store = new Store(world.client, world.tableName)
  const find = async (): Promise<UserItem> => {
    const user = await named(store, username)
    if (!user) throw new Refusal(`There is no user "${username}". Register the user first with POST /users.`)
    return user
  }
  // Read before the commit: for an unreachable store the commit would answer `busy`.
  const before = await find()
  const plan = async () => ({ writes: promote(await find()), value: undefined })
  await commit({ store, world, plan, precedence: [] })
  return before
}
