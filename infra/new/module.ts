// The skeleton of a module: one item, an invariant and its keepers, three endpoints, examples and counterexamples.

import { api } from '#functions/api.ts'
import { spaces } from '#functions/spaces.ts'
import { textAt } from '#infra/derive/derived.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { changed, newFile, type Skeleton } from './skeleton.ts'

/** For the module clubs: club, Club, CLUB. */
interface Names {
  readonly many: string
  readonly one: string
  readonly One: string
  readonly ONE: string
  readonly Many: string
}

export const module = (many: string): Skeleton => {
  const names = namesOf(many)
  const domain = `shared/domain/${many}`
  const functions = `functions/${many}`
  const { one } = names
  const files: readonly (readonly [path: string, text: (names: Names) => string])[] = [
    [`${domain}/items.ts`, items],
    [`${domain}/problems.ts`, problems],
    [`${domain}/invariants.ts`, invariants],
    [`${domain}/guards.ts`, guards],
    [`${domain}/writes.ts`, writes],
    [`${domain}/reads.ts`, reads],
    [`${domain}/schema.ts`, schema],
    [`${domain}/views.ts`, views],
    [`${domain}/erasure.ts`, erasure],
    [`${functions}/contract.ts`, contract],
    [`${functions}/open-${one}.ts`, open],
    [`${functions}/get-${one}.ts`, get],
    [`${functions}/rename-${one}.ts`, rename],
    [`test/domain/${many}/counterexamples.ts`, counterexamples],
    [`test/examples/${many}.ts`, examples],
  ]
  return {
    files: [...files.map(([path, text]) => newFile(path, text(names))), listed(names)],
    next: [
      `${functions}/contract.ts: describe the module and its endpoints`,
      `${domain}/items.ts: declare its items; schema.ts and views.ts: declare their public form`,
      `${domain}/invariants.ts and guards.ts: declare its invariants and the conditions that keep them`,
      `${domain}/erasure.ts: say what becomes of its items when a user is deleted, and remove what is personal`,
      `test/domain/${many}/counterexamples.ts: give each guard writes that break only this guard`,
      `npm run new -- endpoint ${many}.<name> "<METHOD> /<path>": add another endpoint`,
      'npm run derive: run it after every change of a contract, an invariant or a guard',
    ],
  }
}

const namesOf = (many: string): Names => {
  if (!/^[a-z]{2,}s$/.test(many))
    throw new Refusal(`"${many}" is not a module name. Use lower-case letters and the plural, such as orchards.`)
  if (many in api) throw new Refusal(`The module ${many} already exists. Choose another name.`)
  const one = many.endsWith('ies') ? `${many.slice(0, -3)}y` : many.slice(0, -1)
  const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`
  const ONE = one.toUpperCase()
  const owner = Object.keys(spaces).find((owner) => spaces[owner]?.prefixes.includes(ONE))
  if (owner) throw new Refusal(`${owner} already stores items under ${ONE}. Choose another name.`)
  return { many, one, One: capital(one), ONE, Many: capital(many) }
}

const listed = ({ many }: Names) => {
  const path = 'functions/api.ts'
  const { text } = changed(path, /^\}\n\nexport type ModuleName/gm, `  ${many},\n`)
  const mark = '\n\nimport '
  if (!textAt(path).includes(mark))
    throw new Refusal(`${path} has no imports, so the skeleton cannot be added. Add it by hand.`)
  return { path, text: text.replace(mark, `\n\nimport { ${many} } from './${many}/contract.ts'\nimport `) }
}

const items = ({ many, one, One, ONE }: Names) => `
// The items of ${many}: one partition per ${one}.

import { space } from '#kernel/data/item.ts'

export const ${many} = space('${many}', '${ONE}')

export interface ${One}Item {
  ${one}Id: string
  ownerId: string
  name: string
  createdAt: string
}

export const ${One} = ${many}.item<${One}Item>()('${ONE}', '${ONE}', (${one}Id: string) => ${one}Id)
`

const problems = ({ many, one, One }: Names) => `
// The problems of ${many}.

import { problem } from '#kernel/data/problem.ts'

export const ${One}NotFound = problem('${one}-not-found', 404, {
  en: { title: '${One} not found', detail: 'No ${one} has this id.' },
  ko: { title: '${one}을(를) 찾을 수 없음', detail: '이 ID의 ${one}이(가) 없습니다.' },
})
`

const invariants = ({ many, one, One }: Names) => `
// The invariants of ${many}, each with the audit that proves it on stored data.

import { invariants, rooted } from '#kernel/data/invariants.ts'
import { ${One} } from './items.ts'

export const invariant = invariants('${many}', {
  opened: {
    says: 'Every stored part of a ${one} belongs to a ${one} that was opened.',
    audit: rooted(${One}, 'ownerId'),
  },
})
`

const guards = ({ many, one, One }: Names) => `
// The conditions that keep the invariants of ${many}, and the problem that a broken one answers.

import { access, keepers } from '#kernel/data/guards.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import { ${One} } from './items.ts'
import { ${One}NotFound } from './problems.ts'

export const guard = keepers('${many}', {
  exists: ${One}.guard({ when: (${one}) => ${one}.exists('ownerId'), fails: ${One}NotFound, keeps: [invariant.opened] }),
  owned: ${One}.guard({
    when: (${one}, { userId }: { userId: string }) => ${one}.equals('ownerId', userId),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
})
`

const writes = ({ many, One, one }: Names) => `
// Changes of ${many}.

import { put, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { ${One}, type ${One}Item } from './items.ts'

export const open = (${one}: ${One}Item) => put('open', ${One}.key(${one}.${one}Id), ${one})

/** @param userId of the caller */
export const rename = (${one}Id: string, name: string, userId: string) =>
  update('rename', ${One}.key(${one}Id), { set: { name } }, guard.exists(), guard.owned({ userId }))
`

const reads = ({ many, one, One }: Names) => `
// Reads of ${many}.

import type { Read } from '#kernel/commit/store.ts'
import { ${One}, type ${One}Item } from './items.ts'

export const ${one} = (read: Read<'${many}'>, ${one}Id: string): Promise<${One}Item | undefined> => read.get(${One}.key(${one}Id))
`

const schema = ({ many, one, One }: Names) => `
// The schemas of ${many}.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, parameter, text } from '#kernel/http/schema.ts'
import { ${One}NotFound } from './problems.ts'

const ${one}Id = idSchema('${one}')
export const ${One}Id = parameter(${one}Id, ${One}NotFound)

export const name = documented(text(1, 100), { example: 'The first of the ${many}' })

export const ${One} = named(
  '${One}',
  z.object({ ${one}Id, ownerId: idSchema('user'), name: z.string(), createdAt: instant }),
)
`

const views = ({ many, one, One }: Names) => `
// Views of ${many}, field by field, so that no stored attribute leaks.

import type * as z from 'zod/mini'
import type { ${One}Item } from './items.ts'
import type { ${One} } from './schema.ts'

export const ${one}View = (item: ${One}Item): z.input<typeof ${One}> => ({
  ${one}Id: item.${one}Id,
  ownerId: item.ownerId,
  name: item.name,
  createdAt: item.createdAt,
})
`

const erasure = ({ many, one, ONE }: Names) => `
// The part of ${many} in an erasure: nothing. A ${one} names its owner by id only.

import { type KeptOf, nothing } from '#kernel/commit/erasure.ts'
import type { ${many} } from './items.ts'

export const traces = []

export const erasure: KeptOf<typeof ${many}> = {
  fates: { ${ONE}: 'kept: the owner is named by id only' },
  next: async () => nothing,
}
`

const contract = ({ many, Many, one, One }: Names) => `
// The contract of ${many}.

import * as z from 'zod/mini'
import { ${One}NotFound } from '#domain/${many}/problems.ts'
import { ${One}, ${One}Id, name } from '#domain/${many}/schema.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'

export const ${many} = contract('${many}', '${Many}: each has an owner and a name.', {
  open${One}: {
    route: 'POST /${many}',
    summary: 'Opens a ${one}.',
    auth: 'user',
    body: z.strictObject({ name }),
    reply: [201, ${One}],
    fails: [],
    access: { ${many}: 'write', users: 'read' },
    budget: { trips: 1, read: 0, write: 6 },
  },
  get${One}: {
    route: 'GET /${many}/{${one}Id}',
    summary: 'Returns a ${one}.',
    auth: 'user',
    path: { ${one}Id: ${One}Id },
    reply: [200, ${One}],
    fails: [${One}NotFound],
    access: { ${many}: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
  rename${One}: {
    route: 'PATCH /${many}/{${one}Id}',
    summary: 'Renames a ${one}.',
    auth: 'owner',
    path: { ${one}Id: ${One}Id },
    body: z.strictObject({ name }),
    reply: [200, ${One}],
    fails: [${One}NotFound, Forbidden],
    access: { ${many}: 'write', users: 'read' },
    budget: { trips: 2, read: 1, write: 6 },
  },
})
`

const open = ({ many, one, One }: Names) => `
// Opens a ${one}.

import { active } from '#domain/users/writes.ts'
import { ${one}View } from '#domain/${many}/views.ts'
import { open } from '#domain/${many}/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ${many} } from './contract.ts'

export const handler = endpoint(${many}.open${One}, ({ user, body, now, id }) => {
  const ${one} = { ...body, ${one}Id: id('${one}'), ownerId: user.userId, createdAt: now }
  return { writes: [open(${one}), active(user)], reply: ${one}View(${one}) }
})
`

const get = ({ many, one, One }: Names) => `
// Returns a ${one}.

import { guard } from '#domain/${many}/guards.ts'
import { ${one} } from '#domain/${many}/reads.ts'
import { ${one}View } from '#domain/${many}/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ${many} } from './contract.ts'

export const handler = endpoint(${many}.get${One}, async ({ path, read, require }) => ({
  reply: ${one}View(require(await ${one}(read, path.${one}Id), guard.exists())),
}))
`

const rename = ({ many, one, One }: Names) => `
// Renames a ${one}.

import { guard } from '#domain/${many}/guards.ts'
import { ${one} } from '#domain/${many}/reads.ts'
import { ${one}View } from '#domain/${many}/views.ts'
import { active } from '#domain/users/writes.ts'
import { rename } from '#domain/${many}/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ${many} } from './contract.ts'

export const handler = endpoint(${many}.rename${One}, async ({ user, path, body, read, require }) => {
  const before = require(await ${one}(read, path.${one}Id), guard.exists())
  const writes = [rename(path.${one}Id, body.name, user.userId), active(user)]
  return { writes, reply: ${one}View({ ...before, ...body }) }
})
`

const counterexamples = ({ many, one, One }: Names) => `
// Counterexamples of ${many}: each write breaks exactly one keeper.

import type { guard } from '#domain/${many}/guards.ts'
import { ${One}, type ${One}Item } from '#domain/${many}/items.ts'
import { rename } from '#domain/${many}/writes.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const ${one}: ${One}Item = { ${one}Id: '1', ownerId: 'ann', name: 'First', createdAt: '2026-01-01T00:00:00.000Z' }

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // A missing ${one} has no owner either, so only \`exists\` is checked here.
    writes: () => {
      const write = rename('1', 'Second', 'ann')
      return [{ ...write, requires: write.requires.filter(({ keeper }) => keeper.name === 'exists') }]
    },
  },
  owned: { given: [stored(${One}.key('1'), ${one})], writes: () => [rename('1', 'Second', 'bob')] },
}
`

const examples = ({ many, one, One }: Names) => `
// Examples of ${many}: one successful call per endpoint.

import type { ${many} } from '#functions/${many}/contract.ts'
import type { Shows } from '#kit/testing/call.ts'
import { ok } from '#test/support/ok.ts'
import type { User, World } from '#test/support/people.ts'
import { ACTIVE, type Examples, type Unmissed } from './example.ts'

/** A user with a ${one}. */
const owner = async (world: World) => {
  const as = await world.stranger()
  const { ${one}Id } = ok(await as.api.${many}.open${One}({ body: { name: 'First' } }))
  return { as, path: { ${one}Id } }
}

const shows =
  ({ api }: User): Shows =>
  async (reply) => {
    const found = await api.${many}.get${One}({ path: { ${one}Id: String(reply['${one}Id']) } })
    return JSON.stringify(found.body) === JSON.stringify(reply)
  }

export const examples: Examples<typeof ${many}> = {
  open${One}: async (world) => {
    const as = await world.stranger()
    return { as, body: { name: 'First' }, shows: shows(as) }
  },
  get${One}: owner,
  rename${One}: async (world) => {
    const { as, path } = await owner(world)
    return { as, path, body: { name: 'Second' }, shows: shows(as) }
  },
}

export const unmissed: Unmissed = { open${One}: ACTIVE, rename${One}: ACTIVE }
`
