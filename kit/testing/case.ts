// Generated tests as data: any test runner runs them.

/** One test. `run` throws where it fails, with what to do in the message. */
export interface Case {
  /** What the case belongs to, such as `idempotency` or the name of a module. */
  readonly group: string
  readonly name: string
  run(): Promise<void>
}

/** Hands cases to a runner in their groups: `runCases(cases, { describe, test })`. */
export const runCases = (
  cases: readonly Case[],
  runner: {
    describe(name: string, body: () => void): unknown
    test(name: string, body: () => Promise<void>): unknown
  },
): void => {
  for (const [group, members] of Map.groupBy(cases, (one) => one.group))
    runner.describe(group, () => {
      for (const { name, run } of members) runner.test(name, run)
    })
}
