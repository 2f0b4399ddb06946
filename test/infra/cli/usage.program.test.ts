// Command lines: every script of package.json prints its usage and refuses unknown arguments.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { stackName } from '#infra/cli/keys.ts'
import { argumentsOf } from '#infra/cli/usage.ts'
import { Refusal } from '#infra/local/refusal.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const programs = Object.entries(scripts).flatMap(([name, command]) => {
  const file = /\bnode .*?(\S+\.ts)\b/.exec(command)?.[1]
  return file ? [[name, file] as const] : []
})

const run = (file: string, flag: string, LANG = 'en_US.UTF-8'): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const args = ['--disable-warning=ExperimentalWarning', file, flag]
    execFile(process.execPath, args, { cwd: root, env: { ...process.env, LC_ALL: LANG } }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  })

test('the scripts are found', () => expect(programs.length).toBeGreaterThan(10))

describe.each(programs)('npm run %s', (name, file) => {
  test('explains itself', async () => {
    const { code, out, err } = await run(file, '--help')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(new RegExp(`^Usage: npm (run )?${name.replace('build:client', 'build')}\\b.*\\n\\n\\S`))
  })
  test('explains itself in Korean, too', async () => {
    const { code, out, err } = await run(file, '--help', 'ko_KR.UTF-8')
    expect([code, err]).toEqual([0, ''])
    const [line = '', , ...rest] = out.split('\n')
    expect(line).toMatch(/^사용법: npm /)
    for (const part of rest.join('\n').split('\n\n')) expect(part).toMatch(/[가-힣]|npm run/)
  })
  test('refuses a flag that it does not know, before it does anything', async () => {
    const { code, out, err } = await run(file, '--wrong')
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^holdfast: unknown option '?--wrong'?/i)
    expect(err.split('\n').length).toBeLessThanOrEqual(3)
  })
})

describe('arguments', () => {
  const usage = {
    line: 'npm run x [-- --json] <name>',
    text: { en: 'Does it.', ko: '합니다.' },
    options: { json: { type: 'boolean' } },
    fits: (words: readonly string[]) => words.length === 1,
  } as const

  test('are flags and words', () =>
    expect(argumentsOf(usage, ['--json', 'kim'])).toMatchObject({ flags: { json: true }, words: ['kim'] }))
  test.each([[[]], [['kim', 'lee']], [['--no', 'kim']], [['--json=yes', 'kim']]])('are refused as %j', (args) => {
    expect(() => argumentsOf(usage, args)).toThrow(Refusal)
    expect(() => argumentsOf(usage, args)).toThrow('Usage: npm run x [-- --json] <name>')
  })
})

describe('the stack of npm run keys', () => {
  test('is that of -c, else of cdk.json, else holdfast', () => {
    expect(stackName(['name=prod'], 'kept')).toBe('prod')
    expect(stackName(['name=one', 'name=two'], 'kept')).toBe('two')
    expect(stackName([], 'kept')).toBe('kept')
    expect(stackName([], undefined)).toBe('holdfast')
  })
  test.each(['prod', 'names=prod', 'name=Prod!'])('is not "%s"', (given) =>
    expect(() => stackName([given], undefined)).toThrow(Refusal),
  )
})
