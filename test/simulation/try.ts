import { prepare } from './environment.ts'

prepare()
const { load } = await import('#infra/local/load.ts')
const { storm } = await import('./storm.ts')
const handlers = await load()
const [from = '1', to = from, actions = '200', show = ''] = process.argv.slice(2)
const replies = new Map<string, number>()
const began = performance.now()
for (let seed = Number(from); seed <= Number(to); seed += 1) {
  const t = performance.now()
  const outcome = await storm({ seed, actions: Number(actions) }, handlers)
  for (const [name, count] of outcome.replies) replies.set(name, (replies.get(name) ?? 0) + count)
  if (show) (await import('node:fs')).writeFileSync(show, outcome.history.join('\n'))
  if (outcome.failures.length > 0 || Number(to) - Number(from) < 5)
    console.log(
      seed,
      outcome.hash,
      `${(performance.now() - t).toFixed(0)} ms`,
      outcome.events,
      outcome.requests,
      outcome.judged.histories,
      outcome.judged.operations,
      outcome.judged.undecided,
      outcome.strikes.length,
    )
  for (const failure of outcome.failures) console.log('  FAIL', failure.slice(0, 15000))
}
console.log(
  [...replies]
    .sort((a, b) => b[1] - a[1])
    .map(([n, c]) => `${c} ${n}`)
    .join(', '),
)
console.log(
  'cpu ms a seed',
  (process.cpuUsage().user / 1000 / (Number(to) - Number(from) + 1)).toFixed(0),
  (process.cpuUsage().system / 1000 / (Number(to) - Number(from) + 1)).toFixed(0),
)
console.log(((performance.now() - began) / (Number(to) - Number(from) + 1)).toFixed(1), 'ms a seed')
process.exit(0)
