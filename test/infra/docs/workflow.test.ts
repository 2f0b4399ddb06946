// The workflow in docs/: its commands exist, its settings are valid, and no error passes as a result.

import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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

/** The settings of a stage, as the head has them. */
const settingsOf = (stage: string): string =>
  new RegExp(`^  ${stage.toUpperCase()}: &${stage} (.+)$`, 'm').exec(workflow)?.[1] ?? ''
/** The lines of a job. */
const jobOf = (name: string): string =>
  new RegExp(`\\n  ${name}:\\n[\\s\\S]*?(?=\\n  \\w+:\\n|$)`).exec(workflow)?.[0] ?? ''

test.each(['staging', 'production'])(
  '%s deploys its own settings, which are valid, one deployment at a time',
  (stage) => {
    const pairs = [...settingsOf(stage).matchAll(/-c (\w+)=(\S+)/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value],
    )
    refuseUnknown(pairs.map(([name]) => name))
    const { name } = settingsFrom((one) => Object.fromEntries(pairs)[one])
    expect(jobOf(stage)).toContain(`env: { STACK: ${name}, SETTINGS: *${stage} }`)
    // A group by ref would let two tags deploy side by side.
    expect(jobOf(stage)).toContain(`concurrency: { group: deploy-${stage}, cancel-in-progress: false }`)
    expect(workflow.match(/concurrency:/g)).toHaveLength(2)
  },
)

test('each check synthesizes both stages, so that bad settings of production show before the tag', () => {
  for (const stage of ['STAGING', 'PRODUCTION'])
    expect(jobOf('check')).toContain(`xargs npm run synth -- --strict <<< "$${stage}"\n`)
  expect(jobOf('check')).not.toMatch(/^ {4}if:/m)
  expect(jobOf('difference')).toContain('xargs npm run deploy -- --difference <<< "$STAGING" >')
  expect(found(/^ +- run: (.*npm run deploy -- --require.*)$/gm)).toEqual([
    'xargs npm run deploy -- --require-approval never <<< "$SETTINGS"',
  ])
})

test('a setting may have blanks', () => {
  const [, command = ''] = /xargs (npm run deploy -- --require.*)/.exec(workflow) ?? []
  const words = command.replace(
    /^npm run deploy --/,
    `${process.execPath} -p 'JSON.stringify(process.argv.slice(1))' --`,
  )
  const SETTINGS = `-c name=staging -c 'mailFrom=Futsal <hello@example.com>'`
  const printed = execFileSync('bash', ['-ec', `xargs ${words}`], {
    encoding: 'utf8',
    env: { ...process.env, SETTINGS },
  })
  expect(JSON.parse(printed)).toEqual([
    ...['--require-approval', 'never', '-c', 'name=staging', '-c', 'mailFrom=Futsal <hello@example.com>'],
  ])
})

test('tools that npm does not lock have a version', () =>
  expect(found(/pipx run (\S+)/g)).toEqual([expect.stringMatching(/^cfn-lint==\d+\.\d+\.\d+$/)]))

describe('a release', () => {
  const [, step = ''] = /run: &release \|\n((?: {10}.*\n)+)/.exec(workflow) ?? []

  /** A clone whose origin has main with two tags, a tag on main's end, and one on a branch. */
  const clone = () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
    const run = (script: string, env = {}) =>
      execFileSync('bash', ['-ec', script], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: folder, ...author, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    const commit = 'git commit --quiet --allow-empty -m'
    run(
      `git init --quiet -b main origin && cd origin
       ${commit} one && git tag v1.0 && ${commit} two && git tag v1.1-rc1 && git tag -a -m '' v1.1
       git checkout --quiet -b side v1.0 && ${commit} three && git tag v2.0 && git checkout --quiet main
       cd .. && git init --quiet clone && git -C clone remote add origin ../origin`,
    )
    const released = (GITHUB_REF_NAME: string): string => {
      const GITHUB_SHA = run(`git -C origin rev-list -n 1 ${GITHUB_REF_NAME}`).trim()
      // As actions/checkout does it: everything, then the commit in the place of the tag, annotated or not.
      const fetch = 'git fetch --quiet --prune --no-recurse-submodules origin'
      run(
        `cd clone
         ${fetch} --force '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*'
         ${fetch} --no-tags '+${GITHUB_SHA}:refs/tags/${GITHUB_REF_NAME}'
         git checkout --quiet --force refs/tags/${GITHUB_REF_NAME}`,
      )
      try {
        return run(`cd clone\n${step}`, { GITHUB_REF_NAME, GITHUB_SHA }) || 'deployed'
      } catch (error) {
        return String((error as { stdout?: string }).stdout).trim() || 'failed without a word'
      }
    }
    return { run, released, commit }
  }
  const author = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'test'],
      [`GIT_${who}_EMAIL`, 'test@example.com'],
    ]),
  )

  test('is of main and the newest there, when it is checked and again when it is deployed', () => {
    expect(workflow.match(/run: [&*]release/g)).toHaveLength(2)
    expect(jobOf('staging')).toMatch(/steps: &deploy[\s\S]*run: \*release/)
    const { run, released, commit } = clone()
    expect(released('v1.1')).toBe('deployed')
    expect(released('v1.1-rc1')).toBe('deployed')
    expect(released('v1.0')).toMatch(/^v1\.1(-rc1)? is newer than v1\.0\.$/)
    expect(released('v2.0')).toBe('v2.0 is not a commit of main itself.')
    // Main goes on without a tag, then with one that this clone does not have yet.
    run(`cd origin && ${commit} four`)
    expect(released('v1.1')).toBe('deployed')
    run(`cd origin && ${commit} five && git tag v1.2`)
    expect(released('v1.1')).toBe('v1.2 is newer than v1.1.')
  })

  test('that only a merge brought to main is none: it lacks what main has', () => {
    const { run, released, commit } = clone()
    run(
      `cd origin && git checkout --quiet -b hotfix v1.0
       for n in 1 2 3 4; do ${commit} $n; done && git tag -a -m '' v1.0.1
       git checkout --quiet main && git merge --quiet --no-edit hotfix`,
    )
    expect(released('v1.0.1')).toBe('v1.0.1 is not a commit of main itself.')
    expect(released('v1.1')).toBe('deployed')
    run(`cd origin && git tag -a -m '' v1.2`)
    expect(released('v1.2')).toBe('deployed')
    expect(released('v1.1')).toBe('v1.2 is newer than v1.1.')
  })
})

test('an error is no difference', () => expect(workflow).not.toContain('|| true'))
