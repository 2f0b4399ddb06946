// The program behind `npm run events`: writes the sample events beside itself.

import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { events, textOf } from './event.ts'

const root = new URL('../../', import.meta.url)
const folder = new URL('test/events/', root)
for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(new URL(file, folder))
for (const one of events()) writeFileSync(new URL(one.file, root), textOf(one))
