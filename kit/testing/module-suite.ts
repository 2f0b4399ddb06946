// Every generated suite of one module, from what its author declares: contract, handlers, invariants, keepers, examples.

import { invariant as kernel } from '#kernel/commit/receipt.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import type { Invariant } from '#kernel/data/invariants.ts'
import type { AnyContract } from '#kernel/http/contract.ts'
import { budgetSuite } from './budget-suite.ts'
import type { Case } from './case.ts'
import { contractSuite } from './contract-suite.ts'
import type { Counterexamples } from './counterexample.ts'
import { inMemory, type NewClient } from './engine.ts'
import { prepareEnvironment } from './environment.ts'
import { type Examples, exemplified } from './example.ts'
import { fetchFrom } from './fetch.ts'
import { guardMutants } from './guard-mutants.ts'
import { type Handlers, served } from './served.ts'
import { newTable } from './table.ts'
import { makeWorld, type World } from './world.ts'
import { scenarios, type Unmissed, writeMutants } from './write-mutants.ts'

export interface Subject<C extends AnyContract, K extends Readonly<Record<string, Keeper>>> {
  readonly contract: C
  readonly handlers: Handlers<C>
  readonly invariants: Readonly<Record<string, Invariant>>
  readonly keepers: K
  readonly counterexamples: Counterexamples<K>
  readonly examples: Examples<C, World>
  /** Writes whose absence no check notices, and why they are there: by endpoint, then by the write's label. */
  readonly unmissed?: Unmissed
  /** Where counterexamples and examples are, for the message of a failure. */
  readonly file: string
}

/** @returns the contract suite, the budgets, the guard mutants and the write mutants. @param newClient in memory, unless given */
export const moduleSuite = <C extends AnyContract, K extends Readonly<Record<string, Keeper>>>(
  subject: Subject<C, K>,
  newClient: NewClient = inMemory(),
): Case[] => {
  prepareEnvironment()
  const { contract, keepers, counterexamples, file, unmissed = {} } = subject
  const module = moduleOf(contract)
  const invariants = [...Object.values(kernel), ...Object.values(subject.invariants)]
  const fetch = fetchFrom(() => served(contract, subject.handlers))
  const newWorld = () => makeWorld({ newClient, fetch, invariants })
  let world: Promise<World> | undefined
  // The first case that needs it makes the world of the suites that share one.
  const shared = (): Promise<World> => {
    world ??= newWorld()
    return world
  }
  const all = exemplified(contract, subject.examples, file)
  return [
    ...contractSuite(all, shared),
    ...budgetSuite(all, shared),
    ...guardMutants({ module, keepers, counterexamples, file }, () => newTable(newClient(), invariants)),
    ...writeMutants(scenarios(all, unmissed), newWorld),
  ]
}

const moduleOf = (contract: AnyContract): string => {
  const [first] = Object.values(contract)
  if (!first) throw new Error('the contract declares nothing')
  return first.module
}
