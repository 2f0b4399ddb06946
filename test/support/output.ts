// The output of the process during a run: log lines and metrics, each an object.

import { vi } from 'vitest'
import { log } from '#kernel/http/log.ts'

export interface Output {
  readonly text: string
  /** Lines of the log. */
  readonly lines: readonly Record<string, unknown>[]
  /** Lines that CloudWatch turns into metrics. */
  readonly metrics: readonly Record<string, unknown>[]
}

/** @param environment of the run, such as a function's name */
export const outputOf = async (
  run: () => Promise<unknown>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Output> => {
  const written: string[] = []
  const take = (part: unknown): boolean => written.push(String(part)) > 0
  const streams = [process.stdout, process.stderr].map((one) => vi.spyOn(one, 'write').mockImplementation(take))
  const level = log.getLevelName()
  log.setLogLevel('DEBUG')
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  try {
    await run()
  } finally {
    log.setLogLevel(level)
    vi.unstubAllEnvs()
    for (const stream of streams) stream.mockRestore()
  }
  const text = written.join('')
  const all = text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  return { text, lines: all.filter(({ _aws }) => !_aws), metrics: all.filter(({ _aws }) => _aws) }
}

export const IN_LAMBDA = { AWS_LAMBDA_FUNCTION_NAME: 'function' }
