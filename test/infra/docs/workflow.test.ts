// The workflow in docs/: its commands exist, its settings are valid, and no error passes as a result.

import { expect, test } from 'vitest'
import { refuseUnknown, settingsFrom } from '#infra/cloud/settings.ts'
import { textOf } from '#test/support/sources.ts'

const workflow = textOf('docs/deploy-github.yml')
const found = (pattern: RegExp): string[] => [...workflow.matchAll(pattern)].map(([, one = '']) => one)

test('every command is a script, and every option one that it takes', () => {
  const { scripts } = JSON.parse(textOf('package.json'))
  const commands = found(/npm run ([\w:]+)/g)
  expect(commands.length).toBeGreaterThan(4)
  expect(commands.filter((name) => !(name in scripts))).toEqual([])
  const taken = textOf('infra/cli/deploy.ts')
  for (const option of found(/npm run deploy -- .*?--([a-z-]+)/g)) expect(taken).toMatch(new RegExp(`\\b${option}\\b`))
})

test('the settings of each stage are valid, and its stack has the name in them', () => {
  const stages = [...workflow.matchAll(/STACK: (\S+)\n\s+SETTINGS: (.+)/g)]
  expect(stages).toHaveLength(2)
  for (const [, stack, settings = ''] of stages) {
    const pairs = [...settings.matchAll(/-c (\w+)=(\S+)/g)].map(([, name = '', value = '']): [string, string] => [
      name,
      value,
    ])
    refuseUnknown(pairs.map(([name]) => name))
    expect(settingsFrom((name) => Object.fromEntries(pairs)[name]).name).toBe(stack)
  }
})

test('each deployment, check and difference takes the settings of its stage', () => {
  const lines = found(/^ +- run: (npm run (?:deploy|synth) .*)$/gm)
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).toContain('$SETTINGS')
})

test('an error is no difference', () => expect(workflow).not.toContain('|| true'))
