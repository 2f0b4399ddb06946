// `npm run new` in a copy of the tree: its output passes every check unchanged.

import { execFile } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { Refusal } from '#infra/local/refusal.ts'
import { endpoint } from '#infra/new/endpoint.ts'
import { module } from '#infra/new/module.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Excludes derived files and leftovers of runs. */
const left = new Set(['node_modules', '.git', '.data', 'dist', 'cdk.out', 'coverage'])

describe('a copy of the tree', () => {
  const tree = join(inject('scratch'), `new-${process.pid}`)
  const run = async (file: string, ...args: string[]): Promise<string> => {
    // The environment of this test is hidden from the copy.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST)/.test(name)),
    )
    const { stdout } = await promisify(execFile)(file, args, { cwd: tree, env, maxBuffer: 2 ** 24 })
    return stdout
  }
  const bin = (name: string, ...args: string[]): Promise<string> => run(join(root, 'node_modules/.bin', name), ...args)
  const create = (...args: string[]): Promise<string> => run(process.execPath, 'infra/cli/new.ts', ...args)

  beforeAll(async () => {
    for (const name of readdirSync(root))
      if (!left.has(name)) cpSync(join(root, name), join(tree, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
    const output = await create('module', 'orchards')
    expect(output).toContain('wrote shared/domain/orchards/guards.ts')
    expect(output).toContain('wrote functions/rulebook.ts')
    expect(await create('endpoint', 'wallet.closeAccount', 'POST /accounts/{accountId}/close')).toContain(
      'wrote functions/wallet/close-account.ts',
    )
    await create('endpoint', 'orchards.listThings', 'GET /things/{thingId}')
  })

  test('has what was asked for', () => {
    const contract = readFileSync(join(tree, 'functions/wallet/contract.ts'), 'utf8')
    expect(contract).toMatch(
      /closeAccount: \{\n {4}route: 'POST \/accounts\/\{accountId\}\/close',\n.*\n.*\n {4}path: \{ accountId: AccountId \}/,
    )
    const document = JSON.parse(readFileSync(join(tree, 'openapi.json'), 'utf8'))
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/orchards',
        '/orchards/{orchardId}',
        '/accounts/{accountId}/close',
        '/things/{thingId}',
      ]),
    )
  })
  test('compiles, and has nothing to format and no dead export', async () => {
    expect(await bin('tsc')).toBe('')
    expect(await bin('knip', '--no-progress')).toBe('')
    await bin('biome', 'check', '.')
  })
  test('passes the generated tests of what is new', async () => {
    const whole = ['test/tidy.test.ts', 'test/kernel/data/catalogue.test.ts', 'test/infra/derive']
    expect(await bin('vitest', 'run', ...whole)).toContain('passed')
    expect(await bin('vitest', 'run', 'test/generated', '-t', 'orchards|closeAccount')).toContain('passed')
  })
})

describe('is not written:', () => {
  test.each([
    ['wallets', 'POST /x', 'is not an endpoint name'],
    ['orchards.open', 'POST /x', 'There is no module orchards. Modules: users, wallet'],
    ['wallet.deposit', 'POST /x', 'already declares deposit'],
    ['wallet.close', 'POST x', 'is not a route. Use a route such as "POST /accounts/{accountId}/close"'],
    ['wallet.close', 'GET /accounts/{id}', 'wallet.getAccount already has the route GET /accounts/{accountId}'],
    ['wallet.close', 'GET /accounts/{accountId}/days/{day}', '{day} is not an id'],
  ])('an endpoint %s of %s', (operation, route, reason) => {
    expect(() => endpoint(operation, route)).toThrow(Refusal)
    expect(() => endpoint(operation, route)).toThrow(reason)
  })
  test.each([
    ['Orchards', 'the plural, such as orchards'],
    ['orchard', 'the plural, such as orchards'],
    ['users', 'The module users already exists'],
    ['emails', 'users already stores items under EMAIL'],
  ])('a module %s', (name, reason) => {
    expect(() => module(name)).toThrow(Refusal)
    expect(() => module(name)).toThrow(reason)
  })
})
