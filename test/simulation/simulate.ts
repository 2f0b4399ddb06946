// `npm run simulate`: one mode a line, by the flag that names it.

import { runScript } from '#infra/local/run-script.ts'
import { simulateScenario } from './scale/command.ts'

await runScript(async () => {
  const args = process.argv.slice(2)
  await simulateScenario(args)
})
