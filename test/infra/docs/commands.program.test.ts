// Every command of the README and of docs/, read from the pages: run as printed, or known to need AWS, minutes or a person.

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { start } from '#test/infra/instance.ts'
import { registration } from '#test/support/people.ts'
import { textOf } from '#test/support/sources.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const pages = [
  'README.md',
  'README.ko.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((file) => `docs/${file}`)
    .filter((file) => file.endsWith('.md')),
]

interface Printed {
  readonly page: string
  readonly command: string
  /** In a block that is marked with `aws`. */
  readonly marked: boolean
}

/** Without comments. */
const lineOf = (line: string): string => line.replace(/ +# .*$/, '').trim()

/** Commands of npm and npx: lines of blocks, and code in sentences. The sessions are run whole, by session.db.test.ts. */
const printed: Printed[] = pages.flatMap((page) => {
  const text = textOf(page)
  const blocks = [...text.matchAll(/```sh( aws)?\n([\s\S]*?)```/g)].flatMap(([, mark, block = '']) =>
    block.split('\n').map((line) => ({ page, command: lineOf(line), marked: mark !== undefined })),
  )
  const sentences = text.replace(/```[\s\S]*?```/g, '')
  const inline = [...sentences.matchAll(/`((?:[A-Z_]+=\S+ )*(?:npm|npx) [^`]+)`/g)].map(([, command = '']) => ({
    ...{ page, command, marked: false },
  }))
  return [...blocks, ...inline].filter(({ command }) => /^(?:[A-Z_]+=\S+ )*(?:npm|npx) /.test(command))
})
const commands = [...new Set(printed.map(({ command }) => command))]

type Run = readonly (readonly [command: string, filled?: string])[]

/** Change the tree that they run in, or write into it. A placeholder is filled in. */
const writing: Run = [
  ['npm run new -- endpoint wallet.closeAccount "POST /accounts/{accountId}/close"'],
  ['npm run new -- endpoint <module.name> "<METHOD> /<path>"', 'npm run new -- endpoint wallet.seal "POST /seals"'],
  ['npm run new -- module clubs'],
  ['npm run new -- module <name>', 'npm run new -- module orchards'],
  ['npm run derive'],
  ['npm run build -- kit'],
  ['npm pack ./dist/kit'],
  ['npm run build:client'],
]
/** Need an instance with the user kim, or nothing. */
const asking: Run = [
  ['npm run demo'],
  ['npm run operator -- <username>', 'npm run operator -- kim'],
  ['npm run audit'],
  ['npm run audit -- --json'],
  ['npm run -s audit'],
  ['npm run -s audit | tail -n 1'],
  ['npm run docs'],
  ['npm run simulate -- --help'],
  ['npm run simulate -- --scenario flash-sale --users 1000 --coupons 100 --seconds 1'],
]
const run = [...writing, ...asking]

/** Not run here, each with the reason. */
const others: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /^npm run (keys|deploy|prove:iam|probe)\b|^npx cdk (bootstrap( aws:\/\/\S+)?|deploy)$|^TABLE_NAME=|s3:\/\//,
    'needs an AWS account',
  ],
  [/^npx biome check --write \.$/, 'formats; first-endpoint.long.test.ts runs it'],
  [/^npm sbom\b/, 'reads the lockfile'],
  [/^npm run smoke\b/, 'test/infra/proof runs it'],
  [
    /^npm run (dump|restore|migrate)\b|^npm run audit -- --checkpoint/,
    'test/infra/export and test/kernel/data run them',
  ],
  [/^npm ci\b/, 'installs; the rest of its line is npm start or npm test'],
  [/^npm start\b|^npm run sandbox$/, 'runs until it is stopped: test/infra/local/command.program.test.ts'],
  [/^npm run docs -- --serve$/, 'runs until it is stopped: site.long.test.ts'],
  [
    /^([A-Z_]+=\S+ )?npm test$|^npm run test:(programs|long)$|^npm run check( && npm test)?$/,
    'this suite, and the checks before it',
  ],
  [/^([A-Z_]+=\S+ )*npx vitest run\b/, 'a part of this suite; links.test.ts checks that its files are there'],
  [/^npm run (simulate|explore)\b/, 'takes minutes; two small runs are made, and the suite has its own'],
  [/^npm run (bench|bench:cold|bench:friendship)\b/, 'takes minutes; budgets.db.test.ts runs its measurements'],
  [/^npm run (build|synth)$/, 'takes a minute; test/infra/bundle and test/infra/cloud run what it runs'],
  [/^npm run new$/, 'names the script; its two forms are run'],
  [/^npm install$/, 'in a project of another team: test/kit and client.db.test.ts'],
]

test('the pages print commands that are known here, and no other is', () => {
  const known = (command: string): boolean =>
    run.some(([one]) => one === command) || others.some(([pattern]) => pattern.test(command))
  expect(commands.filter((command) => !known(command))).toEqual([])
  expect(run.filter(([command]) => !commands.includes(command))).toEqual([])
  expect(others.filter(([pattern]) => !commands.some((command) => pattern.test(command)))).toEqual([])
})

test('a block that needs AWS is marked, and no other block is', () => {
  const [pattern] = others[0] ?? []
  const blocks = pages.flatMap((page) =>
    [...textOf(page).matchAll(/```sh( aws)?\n([\s\S]*?)```/g)].map(([, mark, block = '']) => ({ page, mark, block })),
  )
  const needs = (block: string): boolean =>
    block.split('\n').some((line) => pattern?.test(lineOf(line)) || /\b(aws|sam) /.test(lineOf(line)))
  const wrong = blocks.filter(({ mark, block }) => needs(block) !== (mark !== undefined))
  expect(wrong).toEqual([])
  expect(blocks.filter(({ mark }) => mark).length).toBeGreaterThan(3)
})

describe('run as printed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-commands-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  /** Excludes derived files and leftovers of runs. */
  const left = new Set(['node_modules', '.git', '.data', 'dist', 'cdk.out', 'coverage'])
  const copied = (to: string): string => {
    const tree = join(folder, to)
    for (const name of readdirSync(root))
      if (!left.has(name)) cpSync(join(root, name), join(tree, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
    return tree
  }
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|npm_|DYNAMODB|TABLE_NAME)/.test(name)),
  )
  const ending = async (commands: Run, tree: string): Promise<void> => {
    const outputOf = (line: string): Promise<string> =>
      promisify(execFile)('bash', ['-o', 'pipefail', '-c', line], { cwd: tree, env }).then(
        () => 'done',
        ({ stdout, stderr }) => `${stdout}${stderr}`,
      )
    for (const [command, filled = command] of commands) {
      let ended = await outputOf(filled)
      // A busy machine may answer 503; then the script asks to be run again.
      for (let again = 0; again < 3 && ended.includes(`Run "${command}" again to continue`); again += 1)
        ended = await outputOf(filled)
      expect(ended, filled).toBe('done')
    }
  }

  test('the build of a package says where it is, and how another project installs it', async () => {
    const tree = copied('packed')
    const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'build:client'], { cwd: tree, env })
    const [, packed = ''] = /"npm install (\S+)"/.exec(stdout) ?? []
    expect(stdout.split('\n')).toHaveLength(2)
    expect(packed).toBe(join(tree, 'dist/client'))
    expect(JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')).name).toBe('holdfast-client')
  })

  test('one after the other, in the order of the pages; those that ask an instance beside those that change the tree', async () => {
    const tree = copied('asking')
    const { url } = await start(join(tree, '.data'), '--memory')
    const headers = { 'content-type': 'application/json' }
    await fetch(`${url}/users`, { method: 'POST', headers, body: JSON.stringify(registration('kim')) })
    await Promise.all([ending(writing, copied('writing')), ending(asking, tree)])
  }, 600_000)
})
