// The line for a Node that is too old, in a syntax that it reads.

import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const text = readFileSync('infra/cli/needs-node.cjs', 'utf8')

/** What the program says on a version of Node, and its exit code. */
const on = (node: string) => {
  const said: string[] = []
  let code = 0
  const process = { versions: { node }, exit: (status: number) => (code = status) }
  runInNewContext(text, { process, console: { error: (line: string) => said.push(line) }, Number })
  return { said, code }
}

test.each(['18.0.0', '20.20.2', '22.1.0'])('on Node %s it says what to install', (version) => {
  const { said, code } = on(version)
  expect(code).toBe(1)
  expect(said).toEqual([expect.stringContaining(`This is Node ${version}, and Holdfast needs Node 24.`)])
})

test.each(['24.0.0', '26.1.0'])('on Node %s it says nothing', (version) =>
  expect(on(version)).toEqual({ said: [], code: 0 }),
)
