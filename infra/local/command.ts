// The command `npm start`: reads options, launches the instance, prints its address, handles signals.

import { constants } from 'node:os'
import type { Text } from '#kernel/data/language.ts'
import { originsIn } from './cors.ts'
import { type Handlers, type Instance, launch, type Options } from './launch.ts'
import { isLoopback } from './origin.ts'
import { restrictNewFiles } from './private.ts'
import { Refusal } from './refusal.ts'
import { said } from './said.ts'

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
  if (unknown !== undefined)
    throw new Refusal({
      en: `Unknown option ${unknown}. "npm start" takes only --memory.`,
      ko: `${unknown}은(는) 알 수 없는 옵션입니다. "npm start"에는 --memory만 쓸 수 있습니다.`,
    })
  const port = portIn(env, 'PORT') ?? 3000
  const endpoint = env['DYNAMODB_ENDPOINT'] || undefined
  if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new Refusal({
      en: `DYNAMODB_ENDPOINT is "${endpoint}". Set it to a URL, such as http://127.0.0.1:8000.`,
      ko: `DYNAMODB_ENDPOINT가 "${endpoint}"입니다. http://127.0.0.1:8000과 같은 URL로 설정해 주십시오.`,
    })
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
  throw new Refusal({
    en: `${name} is "${env[name]}". Set it to a number from 1 to 65535.`,
    ko: `${name}의 값이 "${env[name]}"입니다. 1에서 65535 사이의 숫자로 설정해 주십시오.`,
  })
}

const TRY = `-H 'content-type: application/json' -d '{"username": "kim", "email": "kim@example.com", "password": "correct horse", "firstName": "Minji", "lastName": "Kim"}'`

const ready = ({ url, sandbox, mailbox }: Instance): string => {
  const lines = [
    {
      en: `Holdfast is ready at ${url}, with the API reference at ${url}/docs and the console at ${url}/console. ${depositing.en()}`,
      ko: `Holdfast가 ${url} 에서 실행 중입니다. API 문서는 ${url}/docs, 콘솔은 ${url}/console 에 있습니다. ${depositing.ko()}`,
    },
    sandbox && {
      en: `Payments go to the sandbox at ${sandbox}: no real money moves.`,
      ko: `결제는 ${sandbox} 의 샌드박스로 갑니다. 실제 돈은 움직이지 않습니다.`,
    },
    mailbox && {
      en: `Mails go to the mailbox at ${mailbox}.`,
      ko: `메일은 ${mailbox} 의 메일함으로 갑니다.`,
    },
    { en: 'To try it, register a user:', ko: '사용자를 등록해 시험해 보십시오:' },
  ]
  return `${lines.flatMap((line) => (line ? [said(line)] : [])).join('\n')}\ncurl ${url}/users ${TRY}\n`
}

const isByOperators = (): boolean => process.env['DEPOSITS'] === 'operator'
const depositing = {
  en: () =>
    isByOperators()
      ? 'Operators credit accounts (DEPOSITS=operator).'
      : 'Owners credit their own accounts (DEPOSITS=owner).',
  ko: () =>
    isByOperators()
      ? '운영자가 계좌에 입금합니다(DEPOSITS=operator).'
      : '소유자가 자신의 계좌에 입금합니다(DEPOSITS=owner).',
}

const openHostWarning = (host: string): string =>
  said({
    en: `holdfast: HOST is ${host}, so other machines can reach the API, the payment sandbox and the bucket without encryption. Unset HOST to allow only this machine.`,
    ko: `holdfast: HOST가 ${host}이므로 다른 컴퓨터가 API, 결제 샌드박스, 버킷에 암호화 없이 접근할 수 있습니다. 이 컴퓨터에서만 쓰려면 HOST를 지우십시오.`,
  })

const engineLost = (how: string, { memory, dataDir }: Pick<Options, 'memory' | 'dataDir'>): Text => ({
  en: `The engine ended (${how}) and is not restarted. ${
    memory
      ? 'Run "npm start" again.'
      : `The data is in ${dataDir}/table.db. Check the free space there, then run "npm start" again.`
  }`,
  ko: `엔진이 종료되었고(${how}) 다시 시작되지 않습니다. ${
    memory
      ? '"npm start"를 다시 실행해 주십시오.'
      : `데이터는 ${dataDir}/table.db에 있습니다. 그곳의 남은 공간을 확인한 뒤 "npm start"를 다시 실행해 주십시오.`
  }`,
})

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
