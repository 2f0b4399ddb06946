// The command `npm start`: reads options, launches the instance, prints its address, handles signals.

import { constants } from 'node:os'
import { originsIn } from './cors.ts'
import { type Handlers, type Instance, launch, type Options } from './launch.ts'
import { isLoopback } from './origin.ts'
import { restrictNewFiles } from './private.ts'
import { Refusal } from './refusal.ts'

export const command = async (load: () => Promise<Handlers>): Promise<void> => {
  let instance: Instance | undefined
  restrictNewFiles()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(instance, signal))
  try {
    const options = optionsFrom(process.argv.slice(2), process.env)
    instance = await launch({ ...options, load })
    process.stdout.write(ready(instance))
    if (!isLoopback(options.host)) console.warn(openHostWarning(options.host))
    instance.engine?.lost.then((how) => fail(new Refusal(engineLost(how, options))))
  } catch (error) {
    fail(error)
  }
}

export const optionsFrom = (
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Omit<Options, 'load'> & { host: string } => {
  const unknown = flags.find((flag) => flag !== '--memory')
  if (unknown !== undefined) throw new Refusal(`Unknown option ${unknown}. "npm start" takes only --memory.`)
  const port = portIn(env, 'PORT') ?? 3000
  const endpoint = env['DYNAMODB_ENDPOINT'] || undefined
  if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new Refusal(`DYNAMODB_ENDPOINT is "${endpoint}". Set it to a URL, such as http://127.0.0.1:8000.`)
  originsIn(env['CORS_ORIGINS'], 'CORS_ORIGINS')
  return {
    host: env['HOST'] || '127.0.0.1',
    port,
    dataDir: env['DATA_DIR'] || '.data',
    memory: flags.includes('--memory'),
    endpoint,
    tableName: env['TABLE_NAME'] || undefined,
    sandboxPort: portIn(env, 'SANDBOX_PORT'),
    mailboxPort: portIn(env, 'MAILBOX_PORT'),
  }
}

const portIn = (env: Readonly<Record<string, string | undefined>>, name: string): number | undefined => {
  if (!env[name]) return undefined
  const port = Number(env[name])
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new Refusal(`${name} is "${env[name]}". Set it to a number from 1 to 65535.`)
}

const ready = ({
  url,
  sandbox,
  mailbox,
}: Instance): string => `Holdfast is ready at ${url}, with the API reference at ${url}/docs and the console at ${url}/console. ${depositing()}
${sandbox ? `Payments go to the sandbox at ${sandbox}: no real money moves.\n` : ''}${mailbox ? `Mails go to the mailbox at ${mailbox}.\n` : ''}To try it, register a user:
curl ${url}/users -H 'content-type: application/json' -d '{"username": "kim", "email": "kim@example.com", "password": "correct horse", "firstName": "Minji", "lastName": "Kim"}'
`

const depositing = (): string =>
  process.env['DEPOSITS'] === 'operator'
    ? 'Operators credit accounts (DEPOSITS=operator).'
    : 'Owners credit their own accounts (DEPOSITS=owner).'

const openHostWarning = (host: string): string =>
  `holdfast: HOST is ${host}, so other machines can reach the API, the payment sandbox and the bucket without encryption. Unset HOST to allow only this machine.`

const engineLost = (how: string, { memory, dataDir }: Pick<Options, 'memory' | 'dataDir'>): string =>
  `The engine ended (${how}) and is not restarted. ${
    memory
      ? 'Run "npm start" again.'
      : `The data is in ${dataDir}/table.db. Check the free space there, then run "npm start" again.`
  }`

let asked: number | undefined

const end = (instance: Instance | undefined, signal: 'SIGINT' | 'SIGTERM'): void => {
  // npm forwards the Ctrl-C that the terminal also sends to this process. Two signals within 200 ms count as one.
  if (asked !== undefined && performance.now() - asked < 200) return
  // The end of the process releases the lock and the port, and stops the engine through its leash.
  if (asked !== undefined || !instance) process.exit(asked === undefined ? 0 : 128 + constants.signals[signal])
  asked = performance.now()
  instance.stop().then(() => process.exit(0), fail)
}

const fail = (error: unknown): void => {
  // A bug is printed with its stack, a refusal as one line.
  console.error(error instanceof Refusal ? `holdfast: ${error.message}` : error)
  process.exit(1)
}
