// The program behind `npm start`.

import { command } from '#infra/local/command.ts'
import { load } from '#infra/local/load.ts'
import { answerHelp } from './usage.ts'

answerHelp({
  line: 'npm start [-- --memory]',
  text: `Runs the API on this machine: gateway, engine, jobs, and a payment sandbox, in one process.

  --memory  keep nothing

PORT (3000), HOST (127.0.0.1), SANDBOX_PORT, DATA_DIR (.data); DYNAMODB_ENDPOINT and TABLE_NAME for another engine.`,
})
await command(load)
