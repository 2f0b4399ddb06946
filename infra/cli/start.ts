// `npm start`: runs the API on this machine.

import { command } from '#infra/local/command.ts'
import { load } from '#infra/local/load.ts'
import { answerHelp } from './usage.ts'

answerHelp({
  line: 'npm start [-- --memory]',
  text: `Runs the API on this machine: HTTP gateway, engine, jobs, bucket and a payment sandbox.

  --memory  store nothing

Environment: PORT (default 3000), HOST (127.0.0.1), SANDBOX_PORT, DATA_DIR (.data).
DYNAMODB_ENDPOINT and TABLE_NAME select another engine. Pages of this machine may call the API;
CORS_ORIGINS lists origins of other sites, separated by commas.`,
})
await command(load)
