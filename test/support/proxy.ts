// A proxy between the functions and the engine: it delays, holds, loses, drops, doubles and cuts what goes through, as a test says.

import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

/**
 * `hold`: the request waits in the proxy until it may go on, and reaches the engine also where its sender has given up.
 * `hold-reply`: the engine has answered; the reply waits until it may go on.
 * `lose`: the request never reaches the engine, and the connection breaks.
 * `drop-reply`: the engine has answered, and the connection breaks in place of the reply.
 * `twice`: the engine is asked twice, one after the other; the second reply is handed back.
 */
export type Fate = 'pass' | 'hold' | 'hold-reply' | 'lose' | 'drop-reply' | 'twice' | { readonly delayMs: number }

/** A request on its way to the engine. */
export interface Passing {
  /** Such as `TransactWriteItems`. */
  readonly operation: string
  readonly body: string
}

export interface Met extends Passing {
  /** Lets it go on, where it was held. */
  goOn(): void
  /** The engine's status; undefined where it was not asked, or did not answer. */
  readonly answered: Promise<number | undefined>
}

export interface EngineProxy {
  readonly endpoint: string
  /** Of the next request that fits: resolves once it has arrived. */
  next(fate: Fate, fits?: string | ((passing: Passing) => boolean)): Promise<Met>
  /** Of all others, from now on. */
  every(fate: Fate | ((passing: Passing) => Fate)): void
  /** Breaks every connection of the functions; what is held may still go on to the engine. */
  cut(): void
  stop(): Promise<void>
}

interface Planned {
  readonly fate: Fate
  readonly fits: (passing: Passing) => boolean
  readonly met: (met: Met) => void
}

interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
}

/** @param engine its endpoint */
export const startProxy = async (engine: string): Promise<EngineProxy> => {
  const agent = new Agent({ keepAlive: true })
  const sockets = new Set<Socket>()
  const planned: Planned[] = []
  let others: (passing: Passing) => Fate = () => 'pass'

  const ask = async ({ method, headers }: IncomingMessage, body: Buffer): Promise<Reply> => {
    const asked = request(engine, { agent, method: method ?? 'POST', headers }).end(body)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    return { status: response.statusCode ?? 500, headers: response.headers, bytes: await buffer(response) }
  }
  const take = async (from: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(from)
    const operation = String(from.headers['x-amz-target']).split('.')[1] ?? ''
    const passing = { operation, body: body.toString() }
    const at = planned.findIndex(({ fits }) => fits(passing))
    const [chosen] = at < 0 ? [] : planned.splice(at, 1)
    const fate = chosen?.fate ?? others(passing)
    const goingOn = Promise.withResolvers<void>()
    const answered = Promise.withResolvers<number | undefined>()
    chosen?.met({ ...passing, goOn: goingOn.resolve, answered: answered.promise })
    try {
      const reply = await applyFate(fate, goingOn.promise, async () => {
        const reply = await ask(from, body)
        answered.resolve(reply.status)
        return reply
      })
      if (!reply) return void response.destroy()
      response.writeHead(reply.status, reply.headers).end(reply.bytes)
    } catch {
      // The engine is away: its client sees what it would see without the proxy.
      response.destroy()
    } finally {
      answered.resolve(undefined)
    }
  }

  const server = createServer((from, response) => void take(from, response).catch(() => response.destroy()))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (fate, fits = () => true) =>
      new Promise((met) => {
        planned.push({ fate, met, fits: typeof fits === 'string' ? ({ operation }) => operation === fits : fits })
      }),
    every: (fate) => {
      others = typeof fate === 'function' ? fate : () => fate
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    stop: async () => {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** @returns undefined where the connection breaks */
const applyFate = async (fate: Fate, goingOn: Promise<void>, ask: () => Promise<Reply>): Promise<Reply | undefined> => {
  if (typeof fate === 'object') {
    await new Promise((resolve) => setTimeout(resolve, fate.delayMs))
    return ask()
  }
  if (fate === 'lose') return undefined
  if (fate === 'hold') await goingOn
  if (fate === 'twice') await ask()
  const reply = await ask()
  if (fate === 'hold-reply') await goingOn
  return fate === 'drop-reply' ? undefined : reply
}
