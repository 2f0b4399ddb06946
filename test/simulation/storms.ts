// Storms of seeds: a population over all modules lives while everything fails, and what is left is judged.

import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { argumentsOf } from '#infra/cli/usage.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { type Summary, weather } from './crew.ts'
import { prepare } from './environment.ts'
import { explained, replay } from './report.ts'

const usage = {
  line: 'npm run simulate [-- [--seeds N] [--seed N] [--actions N] [--jobs N] [--verbose]]',
  text: {
    en: `Runs seeded storms: people use every module at once through the handlers, while calls are lost, late, doubled,
throttled or in conflict, processes die, clocks differ, and indexes lag. Then everything is let through, the jobs run until
nothing is left for them, the audit looks for violations, and the replies about every account, match, campaign and room must
fit one order. The same seed on the same commit gives the same history, byte for byte.

--seeds N    so many seeds (default: 100, or 1 with --seed)
--seed N     the first seed (default: 1)
--actions N  so many actions in each storm (default: 200)
--jobs N     so many threads (default: one for each core)
--verbose    prints the history of the storm; for one seed

Exits with 1 if a storm fails, and prints the command that replays it, with the shortest history that fails alike.`,
    ko: `시드가 있는 폭풍을 실행합니다. 호출이 사라지고 늦고 두 번 가고 제한되고 충돌하며, 프로세스가 죽고 시계가 다르고 인덱스가 뒤처지는 동안
많은 사람이 모든 모듈을 핸들러로 동시에 씁니다. 그다음 모두 통과시키고 잡을 할 일이 없을 때까지 실행한 뒤, 감사가 위반을 찾고, 모든
계좌, 경기, 캠페인, 채팅방에 대한 응답이 하나의 순서에 맞아야 합니다. 같은 커밋과 같은 시드는 바이트까지 같은 기록을 냅니다.

--seeds N    시드의 수(기본값: 100, --seed가 있으면 1)
--seed N     첫 시드(기본값: 1)
--actions N  폭풍마다 행동의 수(기본값: 200)
--jobs N     스레드 수(기본값: 코어마다 하나)
--verbose    폭풍의 기록을 출력합니다. 시드 하나에만 씁니다

폭풍이 실패하면 종료 코드는 1이며, 똑같이 실패하는 가장 짧은 기록과 그것을 재현하는 명령을 출력합니다.`,
  },
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    actions: { type: 'string' },
    jobs: { type: 'string' },
    verbose: { type: 'boolean' },
  },
} as const

/** Failures that are shrunk; the others are named. */
const MOST_SHRUNK = 3

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

await runScript(async () => {
  const { flags } = argumentsOf(usage)
  const first = numberOf('seed', flags.seed ?? '1')
  const seeds = numberOf('seeds', flags.seeds ?? (flags.seed === undefined ? '100' : '1'))
  const actions = numberOf('actions', flags.actions ?? '200')
  const jobs = numberOf('jobs', flags.jobs ?? String(availableParallelism()))
  if (flags.verbose && seeds > 1) throw new Refusal('--verbose prints the history of one storm. Name it with --seed.')
  const began = performance.now()
  const found = flags.verbose ? [await told({ seed: first, actions })] : await many({ first, seeds, actions, jobs })
  const failed = found.filter(({ failures }) => failures.length > 0)
  const sum = (of: (one: Summary) => number): string =>
    found.reduce((total, one) => total + of(one), 0).toLocaleString('en')
  for (const one of failed.slice(0, MOST_SHRUNK))
    for (const line of explained(one, actions, await shortest(one, actions))) say(line)
  for (const { seed } of failed.slice(MOST_SHRUNK)) say(`Also failed: ${replay(seed, actions)}`)
  if (failed.length > 0) process.exitCode = 1
  const hash = createHash('sha256')
    .update(found.map((one) => one.hash).join())
    .digest('hex')
    .slice(0, 16)
  say(
    `${seeds === 1 ? `seed ${first}` : `seeds ${first}-${first + seeds - 1}`} of ${actions} actions in ${((performance.now() - began) / 1000).toFixed(1)} s: ` +
      `${failed.length} failed; ${sum(({ requests }) => requests)} requests, ${sum(({ events }) => events)} events, ` +
      `${sum(({ strikes }) => strikes)} faults, ${sum(({ histories }) => histories)} histories of objects` +
      `${found.some(({ undecided }) => undecided > 0) ? ` (${sum(({ undecided }) => undecided)} undecided)` : ''}; digest ${hash}`,
  )
  await new Promise((written) => process.stdout.write('', written))
  // Killed processes of the simulation still wait for replies.
  process.exit()
})

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= 1) return number
  throw new Refusal(`--${name} is "${text}". Set it to a number from 1 to 999999999.\nUsage: ${usage.line}`)
}

async function many(wanted: Parameters<typeof weather>[0]): Promise<Summary[]> {
  const began = performance.now()
  let [done, failed, shown] = [0, 0, began]
  const found = await weather(wanted, ({ failures, seed }) => {
    done += 1
    if (failures.length > 0) {
      failed += 1
      process.stderr.write(`seed ${seed} failed: ${failures[0]?.split('\n')[0]}\n`)
    }
    if (performance.now() - shown < 5000) return
    shown = performance.now()
    process.stderr.write(
      `${done} of ${wanted.seeds} storms, ${failed} failed, ${((shown - began) / 1000).toFixed(0)} s\n`,
    )
  })
  return found
}

/** Handlers of this thread. They read the environment when they are loaded. */
async function here() {
  prepare()
  const { load } = await import('#infra/local/load.ts')
  const { storm } = await import('./storm.ts')
  const { shrunk } = await import('./shrunk.ts')
  return { handlers: await load(), storm, shrunk }
}

async function shortest({ seed }: Summary, actions: number) {
  const { handlers, shrunk } = await here()
  return shrunk({ seed, actions }, handlers, (tries) => {
    if (tries % 25 === 0) process.stderr.write(`shrinking seed ${seed}: ${tries} tries\n`)
  })
}

async function told(plan: { readonly seed: number; readonly actions: number }): Promise<Summary> {
  const { handlers, storm } = await here()
  const { history, strikes, judged, ...outcome } = await storm(plan, handlers)
  for (const line of history) say(line)
  return { ...outcome, seed: plan.seed, strikes: strikes.length, ...judged, failures: outcome.failures }
}
