// The program behind `npm run events`: writes the sample events beside itself.

import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { argumentsOf } from '#infra/cli/usage.ts'
import { saying } from '#infra/local/saying.ts'
import { events, textOf } from './event.ts'

const root = new URL('../../', import.meta.url)
const usage = { line: 'npm run events', text: 'Writes the sample events of test/events/ anew, from the contracts.' }
const folder = new URL('test/events/', root)
await saying(async () => {
  argumentsOf(usage)
  for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(new URL(file, folder))
  for (const one of events()) writeFileSync(new URL(one.file, root), textOf(one))
})
