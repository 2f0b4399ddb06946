// `npm run operator -- <username> [--remove]`: makes a user an operator, or a plain user again.

import { record } from '#domain/ops/writes.ts'
import { event } from '#domain/users/events.ts'
import type { UserItem } from '#domain/users/items.ts'
import { named } from '#domain/users/reads.ts'
import { demote, promote } from '#domain/users/writes.ts'
import { tableOf } from '#infra/local/instance.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { said } from '#infra/local/said.ts'
import { commit } from '#kernel/commit/commit.ts'
import { type Runtime, surroundings } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import type { Text } from '#kernel/data/language.ts'
import { announce } from '#kernel/data/outbox.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run operator -- <username> [--remove]',
  text: {
    en: `Makes a user an operator. The user must sign in again to act as one.

  --remove  makes an operator a plain user again, and ends every session

The table comes from DYNAMODB_ENDPOINT and TABLE_NAME, or from the instance that runs on DATA_DIR (default .data).`,
    ko: `사용자를 운영자로 만듭니다. 운영자로 일하려면 다시 로그인해야 합니다.

  --remove  운영자를 일반 사용자로 되돌리고 모든 세션을 종료합니다

테이블은 DYNAMODB_ENDPOINT와 TABLE_NAME으로 정하거나, DATA_DIR(기본값 .data)에서 실행 중인 인스턴스의 것을 씁니다.`,
  },
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
  process.stdout.write(`${said((flags.remove ? removed : added)(before.username, isOperator))}\n`)
})

function added(name: string, isOperator: boolean): Text {
  return isOperator
    ? { en: `${name} is already an operator.`, ko: `${name}: 이미 운영자입니다.` }
    : {
        en: `${name} is now an operator. Sign in again to act as one.`,
        ko: `${name}: 운영자가 되었습니다. 운영자로 일하려면 다시 로그인해 주십시오.`,
      }
}

function removed(name: string, isOperator: boolean): Text {
  return isOperator
    ? {
        en: `${name} is no operator any more. Every session has ended.`,
        ko: `${name}: 더 이상 운영자가 아닙니다. 모든 세션이 종료되었습니다.`,
      }
    : { en: `${name} is no operator.`, ko: `${name}: 운영자가 아닙니다.` }
}

/** @returns the user before the change */
async function changeRole(world: Runtime, username: string, how: 'promoted' | 'demoted'): Promise<UserItem> {
  const store = new Store(world.client, world.tableName)
  const find = async (): Promise<UserItem> => {
    const user = await named(store, username)
    if (!user)
      throw new Refusal({
        en: `There is no user "${username}". Register the user first with POST /users.`,
        ko: `"${username}"이라는 사용자가 없습니다. 먼저 POST /users로 등록해 주십시오.`,
      })
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
