// The mode of `npm run simulate` for launches.

import { runScript } from '#infra/local/run-script.ts'
import { simulateScenario } from './command.ts'

await runScript(() => simulateScenario(process.argv.slice(2)))
