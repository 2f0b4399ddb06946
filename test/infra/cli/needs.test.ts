// The line for a Node that is too old, or for packages that are missing, in a syntax that old versions read.

import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const text = readFileSync('infra/cli/needs.cjs', 'utf8')

/** What the program says on a version of Node, and its exit code. @param absent packages that are not installed */
const on = (node: string, absent: readonly string[] = []) => {
  const said: string[] = []
  let code = 0
  const process = { versions: { node }, exit: (status: number) => (code ||= status) }
  const files = {
    readFileSync: () => JSON.stringify({ dependencies: { jose: '6' }, devDependencies: { nodemailer: '10' } }),
    existsSync: (path: string) => !absent.some((name) => path.endsWith(`node_modules/${name}`)),
  }
  const require = (name: string) => (name === 'node:fs' ? files : { join: (...parts: string[]) => parts.join('/') })
  const console = { error: (line: string) => said.push(line) }
  runInNewContext(text, { process, console, require, __dirname: '/cli', Number, JSON, Object })
  return { said, code }
}

test.each(['18.0.0', '20.20.2', '22.1.0'])('on Node %s it says what to install', (version) => {
  const { said, code } = on(version)
  expect(code).toBe(1)
  expect(said).toEqual([expect.stringContaining(`This is Node ${version}, and Holdfast needs Node 24.`)])
})

test('it says which packages are not installed, and how to install them', () => {
  const { said, code } = on('24.0.0', ['nodemailer'])
  expect(code).toBe(1)
  expect(said).toEqual(['holdfast: Packages are not installed: nodemailer. Run "npm ci".'])
})

test.each(['24.0.0', '26.1.0'])('on Node %s it says nothing', (version) =>
  expect(on(version)).toEqual({ said: [], code: 0 }),
)
