// `npm run simulate -- --scenario ...`: a launch, before it is paid for.

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { argumentsOf } from '#infra/cli/usage.ts'
import { chartOf } from '#infra/docs/scenarios/chart.ts'
import { assumptionGrid, asText, gridsOf } from '#infra/docs/scenarios/report.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { assumptions, flagOf, names, type Setting } from '#infra/simulation/aws/assumptions.ts'
import type { Result } from '#infra/simulation/aws/result.ts'
import { prepareEnvironment } from '#kit/testing/environment.ts'
import { bucketEnvironment } from '#test/support/process.ts'
import { run, TRIES } from './run.ts'
import { scenarios } from './scenarios/all.ts'

const parameters = [...new Set(scenarios.flatMap((one) => Object.keys(one.parameters)))]
const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const own = ['seed', 'tries', 'route-rate', 'reserve']

const flags = `${scenarios
  .map(({ name, says, parameters }) =>
    [
      `  ${name.padEnd(18)}${says}`,
      ...Object.entries(parameters).map(
        ([one, { value, says }]) => `      --${flagOf(one)} <number>  ${says} (${value})`,
      ),
    ].join('\n'),
  )
  .join('\n')}

  --seed <number>        another run (1)
  --tries <number>       attempts of the product's client; 1: callers do not repeat (${TRIES})
  --route-rate <number>  requests a second on the route of the scenario, in place of the deployed rate
  --reserve <number>     concurrency that is reserved for the function of the scenario
  --json                 print the result as JSON
  --save <name>          keep the result for docs/scenarios.md; "npm run derive" shows it there
  --chart <file>         write the chart as SVG

Every assumption of the model is a flag:
${names.map((name) => `  --${flagOf(name).padEnd(20)} ${assumptions[name].says} (${assumptions[name].value} ${assumptions[name].unit})`).join('\n')}`

const usage = {
  line: 'npm run simulate -- --scenario <name> [flags]',
  text: {
    en: `Runs the API's handlers against a model of AWS's limits, in virtual time, and prints what callers are told, how
long it takes, what is hottest and what it costs. The exit code is 1 if a check fails.

${flags}`,
    ko: `AWS 한도의 모델에 대해 가상 시간으로 API의 핸들러를 실행하고, 호출자가 받는 응답, 걸리는 시간, 가장 뜨거운 곳, 비용을 출력합니다.
검사가 실패하면 종료 코드는 1입니다.

${flags}`,
  },
  options: Object.fromEntries([
    ...['scenario', 'save', 'chart', ...own, ...parameters.map(flagOf), ...names.map(flagOf)].map((name) => [
      name,
      text,
    ]),
    ['json', flag],
  ]),
}

export const simulateScenario = async (args: readonly string[]): Promise<void> => {
  const flags: Readonly<Record<string, unknown>> = argumentsOf(usage, args).flags
  const scenario = scenarios.find(({ name }) => name === flags['scenario'])
  if (!scenario)
    throw new Refusal(
      `--scenario is "${flags['scenario'] ?? ''}". Use ${scenarios.map(({ name }) => name).join(', ')}.`,
    )
  const numbers = numbersIn(flags)
  const foreign = parameters.find((name) => numbers[name] !== undefined && !(name in scenario.parameters))
  if (foreign) throw new Refusal(`${scenario.name} has no --${flagOf(foreign)}. See --help.`)
  Object.assign(process.env, bucketEnvironment)
  prepareEnvironment()
  const began = performance.now()
  const changed = Object.fromEntries(
    names.flatMap((name) => (numbers[name] === undefined ? [] : [[name, numbers[name]]])),
  )
  const result = await run({
    ...{ scenario, given: numbers, setting: changed as Partial<Setting> },
    ...{ seed: numbers['seed'] ?? 1, tries: numbers['tries'] ?? TRIES },
    ...{ routeRate: numbers['routeRate'], reserve: numbers['reserve'] },
    command: `npm run simulate -- ${shown(args)}`,
    onProgress: progress(),
  })
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0)} s\n`)
  if (flags['json']) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else console.log([...gridsOf(result), assumptionGrid(result.setting)].map(asText).join('\n\n'))
  if (typeof flags['save'] === 'string') save(flags['save'], result)
  if (typeof flags['chart'] === 'string') writeFileSync(flags['chart'], chartOf(result))
  if (Object.values(result.checks).includes(false)) process.exitCode = 1
}

const save = (name: string, result: Result): void => {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const day = new Date().toISOString().slice(0, 10)
  const file = new URL(`../results/${name}.json`, import.meta.url)
  writeFileSync(file, `${JSON.stringify({ commit, day, result }, null, 1)}\n`)
}

/** Without what only this run does with its result. */
const shown = (args: readonly string[]): string =>
  args
    .join(' ')
    .replace(/ ?--(save|chart)[ =]\S+| ?--json/g, '')
    .trim()

/** By camel-case name. @throws Refusal if a value is no number */
const numbersIn = (flags: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> => {
  const all = [...own, ...parameters.map(flagOf), ...names.map(flagOf)]
  return Object.fromEntries(
    all.flatMap((name) => {
      const given = flags[name]
      if (given === undefined) return []
      const value = Number(given)
      // An assumption of 0, such as no throughput at all, is not a model of anything.
      const least = names.some((one) => flagOf(one) === name) ? Number.MIN_VALUE : 0
      if (!Number.isFinite(value) || value < least || String(given).trim() === '')
        throw new Refusal(`--${name} is "${given}". Use a number${least > 0 ? ' above 0' : ''}, such as 10.`)
      return [[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), value]]
    }),
  )
}

const EVERY_MS = 5000

const progress = (): ((atMs: number, calls: number) => void) => {
  let told = performance.now()
  return (atMs, calls) => {
    if (performance.now() - told < EVERY_MS) return
    told = performance.now()
    process.stderr.write(`${(atMs / 1000).toFixed(1)} s of virtual time, ${calls} calls ended\n`)
  }
}
