// docs/first-endpoint.md, done as it says in a copy of the repository: its checks pass, and without the guard one of them fails.

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { textOf } from '#test/support/sources.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const page = textOf('docs/first-endpoint.md')

const blocksOf = (kind: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block)
const blockOf = (name: string): string => {
  const [block] = blocksOf(`ts ${name}`)
  if (!block) throw new Error(`the page has no block ${name}`)
  return block
}

test('an endpoint that is added as the page says is proven, and its guard is needed', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'holdfast-first-'))
  onTestFinished(() => rmSync(tree, { recursive: true, force: true, maxRetries: 10 }))
  const left = new Set(['node_modules', '.git', '.data', 'dist', 'cdk.out', 'coverage'])
  for (const name of readdirSync(root))
    if (!left.has(name)) cpSync(join(root, name), join(tree, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|npm_|DYNAMODB|TABLE_NAME)/.test(name)),
  )
  const outputOf = (line: string): Promise<string> =>
    promisify(execFile)('bash', ['-c', line], { cwd: tree, env, maxBuffer: 2 ** 26 }).then(
      () => 'passed',
      ({ stdout, stderr }) => `${stdout}${stderr}`,
    )
  const changed = (path: string, change: (text: string) => string): void => {
    const before = readFileSync(join(tree, path), 'utf8')
    const after = change(before)
    expect(after, path).not.toBe(before)
    writeFileSync(join(tree, path), after)
  }

  const [begin = '', prove = ''] = blocksOf('sh')
  expect(await outputOf(begin)).toBe('passed')
  const entry = /^ {2}closeAccount: [\s\S]*?^ {2}\}\)?,\n/m
  changed('functions/wallet/contract.ts', (text) =>
    text.replace(entry, () => blockOf('contract.ts')).replace('  AccountNotFound,\n', '  AccountNotEmpty,\n$&'),
  )
  changed('shared/domain/wallet/writes.ts', (text) => `${text}\n${blockOf('writes.ts')}`)
  changed('functions/wallet/close-account.ts', () => blockOf('close-account.ts'))
  changed('test/examples/wallet.ts', (text) =>
    text
      .replace(entry, () => blockOf('examples'))
      .replace(/^export const refusals.*\n/m, (line) => `${line}${blockOf('refusals')}`)
      .replace(/^export const unmissed.*\n/m, (line) => `${line}${blockOf('unmissed')}`),
  )
  const lines = prove.trim().split('\n')
  expect(lines).toHaveLength(5)
  for (const line of lines) expect(await outputOf(line), line).toBe('passed')

  changed('shared/domain/wallet/writes.ts', (text) => {
    const at = text.lastIndexOf('    guard.empty(),\n')
    return text.slice(0, at) + text.slice(at).replace('    guard.empty(),\n', '')
  })
  expect(await outputOf(String(lines.at(-1)))).toMatch(/wallet\.closeAccount[\s\S]*must be refused: expected 204/)
}, 600_000)
