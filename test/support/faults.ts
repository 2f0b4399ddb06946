// A network that fails as networks do, inside the SDK's retry loop: every try of the SDK meets its own fate.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export const faults = ['conflict', 'throttle', 'unsent', 'lost', 'twice', 'late', 'abandoned'] as const
export type Fault = (typeof faults)[number]

/** Stands between one try and its answer. */
export type Twist = (send: () => Promise<Answer>) => Promise<Answer>
// biome-ignore lint/suspicious/noExplicitAny: each command has an output of its own.
export type Answer = { output: any; response: unknown }

export type Fated = Fault | Twist | undefined
/** Chooses the fate of one try of one command; undefined: it goes through. */
export type Fate = (command: string, attempt: number, input: unknown) => Fated | Promise<Fated>

/** Thrown into the handler like the death of its process: no code catches it, no reply is sent. */
export class Abandoned extends Error {}

interface Wire {
  request: { headers: Record<string, string> }
}

/** The same client, whose tries fail. */
export const faultyClient = (client: DynamoDBDocumentClient, fate: Fate): DynamoDBDocumentClient => {
  let attempt = 0
  client.middlewareStack.add(
    (next, context) => async (args) => {
      attempt += 1
      const command = String(context.commandName).replace('Command', '')
      const fault = await fate(command, attempt, args.input)
      if (typeof fault === 'function') return fault(() => next(args) as Promise<Answer>) as ReturnType<typeof next>
      switch (fault) {
        case 'conflict':
          if (command === 'TransactWriteItems') throw cancelled(args as unknown as Wire)
          return next(args)
        case 'throttle':
          throw named('ThrottlingException', { $metadata: { httpStatusCode: 400 }, $retryable: { throttling: true } })
        case 'unsent':
          throw named('Error', { code: 'ECONNREFUSED' })
        case 'lost':
          await next(args)
          throw named('TimeoutError', { code: 'ECONNRESET' })
        case 'twice':
          await next(args).catch(() => undefined)
          return next(args)
        case 'late':
          await new Promise((resolve) => setTimeout(resolve, 5))
          return next(args)
        case 'abandoned':
          if (attempt % 2 === 0) await next(args)
          throw new Abandoned()
        default:
          return next(args)
      }
    },
    // Below the SDK's retries, above the wire.
    { step: 'finalizeRequest', name: 'fate', priority: 'low' },
  )
  return client
}

/** The next BatchGetItem reads some items before something happens and the others after it: it promises no single moment. */
export const torn = (isEarly: (sk: string) => boolean, meanwhile: () => Promise<unknown>): Fate => {
  let over = false
  return (command) => {
    if (command !== 'BatchGetItem' || over) return undefined
    over = true
    return async (send) => {
      const before = await send()
      await meanwhile()
      const after = await send()
      for (const [name, items] of Object.entries<{ sk: { S: string } }[]>(after.output.Responses)) {
        const early = before.output.Responses[name].filter(({ sk }: (typeof items)[number]) => isEarly(sk.S))
        after.output.Responses[name] = [...early, ...items.filter(({ sk }) => !isEarly(sk.S))]
      }
      return after
    }
  }
}

/** Transactions that the network keeps back: their senders have given them up, and they arrive when the test says so. */
export class Delayed {
  readonly #sends: (() => Promise<unknown>)[] = []

  /** Keeps this one back. */
  readonly hold: Twist = (send) => {
    this.#sends.push(send)
    throw named('TimeoutError', {})
  }

  get count(): number {
    return this.#sends.length
  }

  /** All arrive at once, late. @returns how many of them took place */
  async arrive(): Promise<number> {
    const ends = await Promise.allSettled(this.#sends.splice(0).map((send) => send()))
    return ends.filter(({ status }) => status === 'fulfilled').length
  }
}

const named = (name: string, more: object): Error => Object.assign(new Error(name), { name }, more)

const cancelled = (_: Wire): Error =>
  named('TransactionCanceledException', {
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: [{ Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }],
  })
