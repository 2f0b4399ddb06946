// The style as a test: who imports whom, where each handler is, what is written where, how long a file may be.

import { describe, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { keepers } from '#functions/rulebook.ts'
import { endpointsOf, handlerPath, jobsOf } from '#kernel/http/contract.ts'
import { VERSION } from '#kernel/http/version.ts'
import { type Import, isLocal, reached, type Source, sourcesIn, textOf } from './support/sources.ts'

const all = sourcesIn('functions', 'shared', 'infra', 'kit', 'test')
const product = all.filter(({ path }) => !path.startsWith('test/'))
const below = (folder: string): Source[] => all.filter(({ path }) => path.startsWith(`${folder}/`))
const entries = [...endpointsOf(contracts), ...jobsOf(contracts)]
const sourceAt = (path: string): Source | undefined => all.find((source) => source.path === path)

/** Says of each file what is wrong with it, and expects to have nothing to say. */
const expectOf = (sources: readonly Source[], complaints: (source: Source) => readonly (string | undefined)[]): void =>
  expect(
    sources.flatMap((source) =>
      complaints(source)
        .filter((complaint) => complaint !== undefined)
        .map((complaint) => `${source.path} ${complaint}`),
    ),
  ).toEqual([])

/** Every import of a local file that the rule does not allow. */
const expectImports = (sources: readonly Source[], allowed: (one: Import, path: string) => boolean): void =>
  expectOf(sources, ({ path, imports }) =>
    imports.filter((one) => isLocal(one) && !allowed(one, path)).map(({ from }) => `imports ${from}`),
  )

/** The entries of the packages: each is one import of many files. */
const packaged = [
  'functions/client.ts',
  'kit/kernel.ts',
  'kit/contract.ts',
  'kit/http.ts',
  'kit/client.ts',
  'kit/testing.ts',
]

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
/** Such as `shared/domain/wallet` or `functions/wallet`, however deep below it a file is. */
const moduleOf = (path: string): string | undefined => /^(shared\/domain|functions)\/[^/]+(?=\/)/.exec(path)?.[0]
const isSaga = (path: string): boolean => /^functions\/\w+\/saga\//.test(path)
const isFlow = (path: string): boolean => path.startsWith('shared/flows/')

describe('who imports whom', () => {
  test('inside the kernel arrows point down: http, commit, data; the client sees contracts alone', () => {
    const rooms: Record<string, readonly string[]> = {
      data: [],
      commit: ['data'],
      http: ['data', 'commit'],
      client: ['data'],
    }
    const roomOf = (path: string): string => /^shared\/kernel\/(\w+)\//.exec(path)?.[1] ?? ''
    expect([...new Set(below('shared/kernel').map(({ path }) => roomOf(path)))].sort()).toEqual(
      Object.keys(rooms).sort(),
    )
    expectImports(below('shared/kernel'), ({ from }, path) => {
      const [to, own] = [roomOf(from), roomOf(path)]
      if (own === 'client' && from === 'shared/kernel/http/contract.ts') return true
      return to === own || (rooms[own]?.includes(to) ?? false)
    })
  })

  test('media import the kernel', () =>
    expectImports(below('shared/media'), ({ from }) => /^shared\/(kernel|media)\//.test(from)))

  test('no file imports itself by a detour', () => {
    const loops = product.flatMap(({ path }) => (reached(path, product).has(path) ? [path] : []))
    expect(loops).toEqual([])
  })

  test('a domain imports the kernel, itself and money, of another domain not even types', () =>
    expectImports(
      below('shared/domain'),
      ({ from }, path) =>
        /^shared\/(kernel|media)\//.test(from) ||
        from === 'shared/domain/money.ts' ||
        moduleOf(from) === moduleOf(path),
    ))

  test('a flow imports the kernel, domains and flows', () =>
    expectImports(below('shared/flows'), ({ from }) => from.startsWith('shared/')))

  test('a function imports its own contract, the lists of all, and what is shared', () =>
    expectImports(
      below('functions').filter(({ path }) => folderOf(path) !== 'functions'),
      ({ from }, path) =>
        from.startsWith('shared/') ||
        from === `${moduleOf(path)}/contract.ts` ||
        (isSaga(from) && moduleOf(from) === moduleOf(path)) ||
        ['functions/api.ts', 'functions/rulebook.ts', 'functions/spaces.ts'].includes(from),
    ))

  test('a contract, and the client made from it, load schemas alone: no SDK, nothing of Node', () => {
    for (const path of ['functions/api.ts', 'functions/client.ts']) {
      const loaded = [...reached(path, all)]
      expect(
        loaded.filter((from) => !from.endsWith('.ts') && !from.startsWith('zod/')),
        path,
      ).toEqual([])
      expect(
        loaded.filter((from) =>
          /\/(reads|writes|releases|rules|guards|invariants|items?|store|transact|lambda|runtime)\.ts$/.test(from),
        ),
        path,
      ).toEqual([])
    }
  })

  test('infra imports contracts, the rules and the kernel; only infra/local loads handlers, by name', () => {
    // One does what no endpoint may, by the same writes; the other draws a machine.
    const exceptions = ['infra/cli/operator.ts', 'infra/docs/tables.ts']
    expectImports(
      below('infra').filter(({ path }) => !exceptions.includes(path)),
      ({ from, typeOnly }) =>
        typeOnly ||
        from.startsWith('infra/') ||
        /^shared\/(kernel|media)\//.test(from) ||
        /^functions\/(announcements|api|rulebook|spaces|\w+\/contract)\.ts$/.test(from),
    )
    expectOf(product, ({ path, nodes }) =>
      nodes
        .filter(({ type }) => type === 'ImportExpression' && !path.startsWith('infra/local/'))
        .map(() => 'imports by a computed name'),
    )
  })

  test('the kit imports the kernel, the table in memory, and what stands for API Gateway; only tests import the kit', () => {
    const rooms: Readonly<Record<string, RegExp>> = {
      'kit/kernel.ts': /^shared\/kernel\/(data|commit)\//,
      'kit/contract.ts': /^shared\/kernel\/(data\/(documented|problems?)|http\/(contract|schema))\.ts$/,
      'kit/http.ts': /^shared\/kernel\/http\//,
      'kit/client.ts': /^shared\/kernel\/client\//,
    }
    const others =
      /^(shared\/kernel|kit\/testing|infra\/simulation)\/|^infra\/local\/(context|engine-client|event|router|table)\.ts$/
    expectImports(below('kit'), ({ from }, path) => (rooms[path] ?? others).test(from))
    expectImports(
      product.filter(({ path }) => !path.startsWith('kit/')),
      ({ from }) => !from.startsWith('kit/'),
    )
  })

  test('nothing but the kit imports infra, and nothing imports test', () =>
    expectImports(
      product.filter(({ path }) => !/^(infra|kit)\//.test(path)),
      ({ from }) => !/^(infra|test)\//.test(from),
    ))
  test('nothing that is shipped imports test', () => expectImports(product, ({ from }) => !from.startsWith('test/')))
})

describe('contracts and handlers', () => {
  test.each(entries.map((entry) => [entry.operation, entry] as const))('%s has its handler', (operation, entry) => {
    const source = sourceAt(handlerPath(entry))
    expect(source, `${operation} is declared, but ${handlerPath(entry)} is not there`).toBeDefined()
    expect(source?.text).toMatch(
      new RegExp(`^export const handler = \\w+\\(\\s*${operation.replace('.', '\\.')}\\b`, 'm'),
    )
    const own = source?.imports.find(({ from }) => from === `functions/${entry.module}/contract.ts`)
    expect(own?.names).toEqual([{ imported: entry.module, local: entry.module }])
  })

  test('there is no file beside the contracts and their handlers', () => {
    const known = new Set([
      ...entries.map(handlerPath),
      ...entries.map(({ module }) => `functions/${module}/contract.ts`),
    ])
    const files = below('functions').map(({ path }) => path)
    expect(files.filter((path) => folderOf(path) !== 'functions' && !known.has(path) && !isSaga(path))).toEqual([])
    expect(files.filter((path) => folderOf(path) === 'functions')).toEqual([
      'functions/announcements.ts',
      'functions/api.ts',
      'functions/client.ts',
      'functions/rulebook.ts',
      'functions/spaces.ts',
    ])
  })

  test('routes and operations are unique', () => {
    const routes = endpointsOf(contracts).map(({ route }) => route.replace(/\{\w+\}/g, '{}'))
    expect(routes.filter((route, at) => routes.indexOf(route) !== at)).toEqual([])
    const operations = entries.map(({ operation }) => operation)
    expect(operations.filter((operation, at) => operations.indexOf(operation) !== at)).toEqual([])
  })

  test.each(entries.map((entry) => [entry.operation, entry] as const))('%s needs the access it has', (_, entry) => {
    const imported = [handlerPath(entry), ...reached(handlerPath(entry), all)]
      .filter((path) => path === handlerPath(entry) || isSaga(path) || isFlow(path))
      .flatMap((path) => sourceAt(path)?.imports ?? [])
      .filter(({ typeOnly }) => !typeOnly)
    const uses = (path: string) => imported.some(({ from }) => from === path)
    for (const [module, access] of Object.entries(entry.access)) {
      const domain = `shared/domain/${module}`
      const writes =
        uses(`${domain}/writes.ts`) ||
        uses(`${domain}/releases.ts`) ||
        uses(`${domain}/uploads.ts`) ||
        uses(`${domain}/guesses.ts`) ||
        uses(`${domain}/attempts.ts`) ||
        uses(`${domain}/relay.ts`) ||
        uses(`${domain}/waiting.ts`) ||
        uses(`${domain}/erasure.ts`) ||
        (module === 'kernel' && uses('shared/kernel/commit/forget.ts')) ||
        (module === 'outbox' && reached(handlerPath(entry), all).has('shared/kernel/data/outbox.ts')) ||
        uses(`${domain}/reservations.ts`) ||
        (uses('shared/kernel/data/write.ts') && (uses(`${domain}/item.ts`) || uses(`${domain}/items.ts`)))
      const shapes = [`${domain}/schema.ts`, `${domain}/problems.ts`]
      const reads = imported.some(({ from }) => from.startsWith(`${domain}/`) && !shapes.includes(from))
      const where = `${entry.operation} declares { ${module}: '${access}' } under access in functions/${entry.module}/contract.ts`
      const message = `${where}, but ${handlerPath(entry)} imports no ${access === 'write' ? 'writes' : 'reads'} of shared/domain/${module}`
      expect(access === 'write' ? writes : reads, message).toBe(true)
    }
  })
})

describe('rules', () => {
  const mentioned = new Set(
    product.flatMap(({ path, text, imports }) => {
      const books = imports.flatMap(({ from, names }) => {
        const module = /^shared\/(?:domain|flows)\/(\w+)\/(?:rules|guards)\.ts$/.exec(from)?.[1]
        return module ? names.map(({ local }) => ({ module, local })) : []
      })
      const own = /^shared\/(?:domain|flows)\/(\w+)\/guards\.ts$/.exec(path)?.[1]
      if (own) books.push({ module: own, local: 'guard' })
      if (path === 'shared/kernel/commit/receipt.ts') books.push({ module: 'kernel', local: 'guard' })
      if (path === 'shared/kernel/data/outbox.ts') books.push({ module: 'outbox', local: 'guard' })
      return books.flatMap(({ module, local }) =>
        [...text.matchAll(new RegExp(`\\b${local}\\.(\\w+)\\(`, 'g'))].map(([, name]) => `${module}.${name}`),
      )
    }),
  )
  test.each(keepers.map(({ module, name }) => `${module}.${name}`))('%s is asked by a write or a handler', (name) =>
    expect(
      mentioned.has(name),
      `no write or handler mentions ${name}: mention it where shared/domain/${name.split('.')[0]}/ writes, or delete it`,
    ).toBe(true),
  )
})

describe('words', () => {
  test('zod is zod/mini, whole, with messages of our own', () =>
    expectOf(all, ({ imports }) =>
      imports
        .filter(({ from }) => from === 'zod' || from.startsWith('zod/'))
        .filter(
          ({ from, names: [name, ...others] }) =>
            from !== 'zod/mini' || name?.imported !== '*' || name.local !== 'z' || others.length > 0,
        )
        .map(({ from }) => `imports ${from}`),
    ))

  test('nothing is exported by default or passed on', () =>
    expectOf(
      // A tool wants the one; the others are what packages export.
      all.filter(({ path }) => ![...packaged, 'vitest.config.ts'].includes(path)),
      ({ nodes }) =>
        nodes
          .filter(
            ({ type, source }) => type === 'ExportDefaultDeclaration' || (type.startsWith('Export') && Boolean(source)),
          )
          .map(({ type }) => `has ${type}`),
    ))

  test('files are called after what is in them', () =>
    expectOf(all, ({ path }) => [
      /(^|[/.-])(utils?|helpers?|managers?|services?|common|misc|index)[.-]/.test(path) ? 'says nothing' : undefined,
      /^[a-z0-9./-]+$/.test(path) ? undefined : 'is not in kebab-case',
    ]))

  test('a sentence heads each file', () =>
    expectOf(
      all.filter(({ path }) => path !== 'vitest.config.ts'),
      ({ text }) => [
        /^(#!.*\n)?(\/\/ .*\n)*\/\/ .*(\.|https:\S+)\n(\n|\/\/ )/.test(text)
          ? undefined
          : 'has no sentence at its head',
      ],
    ))
})

describe('what is done in one place only', () => {
  test('clock and chance come with the call', () =>
    expectOf([...below('functions'), ...below('shared/domain'), ...below('shared/flows')], ({ text }) =>
      [...text.matchAll(/\b(Date\.now|Math\.random|performance\.now|randomUUID|randomBytes)\b|\bnew Date\(\)/g)].map(
        ([found]) => `uses ${found}`,
      ),
    ))

  /** A token can outlive its user, which no contract lists. */
  const exceptions = ['shared/domain/users/reads.ts', 'shared/domain/friends/reads.ts']
  test('a problem of the API is made by the kernel: functions refuse, rules fail', () =>
    expectOf(
      [...below('functions'), ...below('shared/domain'), ...below('shared/flows')].filter(
        ({ path }) => !exceptions.includes(path),
      ),
      ({ text }) => [text.includes('new Problem(') ? 'makes a problem' : undefined],
    ))

  const writing = /^(Put|Update|Delete|TransactWrite|BatchWrite|Execute\w+|BatchExecute\w+)(Items?)?(Command)?$/
  /** A table of a test, of a probe and a restored one are filled without a plan; a migration rewrites what stays the same. */
  const writers = [
    ...['shared/kernel/commit/transact.ts', 'kit/testing/table.ts', 'infra/proof/probe.ts'],
    ...['infra/export/restore.ts', 'infra/export/migrate.ts'],
  ]
  test('only shared/kernel/commit/transact.ts writes to the table', () =>
    expectOf(
      product.filter(({ path }) => !writers.includes(path)),
      ({ imports }) =>
        imports
          .filter(({ from }) => from.startsWith('@aws-sdk/'))
          .flatMap(({ names }) => names.filter(({ imported }) => writing.test(imported) || imported === '*'))
          .map(({ imported }) => `imports ${imported}`),
    ))

  test('the version is that of package.json', () => expect(VERSION).toBe(JSON.parse(textOf('package.json')).version))
})
