// An SDK client whose commands run in this process: no network, the same middleware.

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type Members, plainMembers, wiredMembers } from '#kernel/commit/document.ts'
import { commands } from './commands.ts'
import type { Tables } from './tables.ts'

/** Accepts the commands of both clients. Added middleware runs between a command and the tables. */
export const memoryClient = (tables: Tables): DynamoDBDocumentClient => new MemoryClient(tables)

/** Required by the SDK, but it sends no request, so that all clients share it: to make one takes milliseconds. */
const unsent = new DynamoDBClient({ region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })

/** The common part of both kinds of commands; those of the document client wrap one of the other kind. */
interface Command {
  readonly input: Members
  readonly clientCommand?: object
}

type Stack = ListTablesCommand['middlewareStack']

class MemoryClient extends DynamoDBDocumentClient {
  readonly #tables: Tables
  readonly #stack: Stack
  /** By name, as long as the middleware is the same. */
  readonly #commands = new Map<string, WiredCommand>()

  constructor(tables: Tables) {
    super(unsent)
    this.#tables = tables
    // The stack of a new command is empty. The SDK's own middleware serves only the network.
    this.#stack = new ListTablesCommand({}).middlewareStack
    // Set afterwards, because the document client refuses the option.
    Object.assign(this, { middlewareStack: this.#stack, config: { ...unsent.config, cacheMiddleware: true } })
    for (const name of CHANGES) {
      const change = this.#stack[name] as (...given: unknown[]) => unknown
      const changed = (...given: unknown[]): unknown => {
        this.#commands.clear()
        return change.apply(this.#stack, given)
      }
      Object.assign(this.#stack, { [name]: changed })
    }
  }

  override send(...args: never[]): never {
    const [command] = args
    return this.#answer(command as unknown as Command) as never
  }

  async #answer(command: Command): Promise<object> {
    const { input, clientCommand } = command
    const output = await this.#passed(clientCommand ?? command, clientCommand ? wiredMembers(input) : input)
    return clientCommand ? plainMembers(output) : output
  }

  /** By way of what all clients of the SDK inherit: policies are enforced there. */
  #passed(command: object, input: Members): Promise<Members> {
    const { name } = command.constructor
    let Wired = this.#commands.get(name)
    if (!Wired) {
      Wired = wiredCommand(name, this.#handler(name))
      this.#commands.set(name, Wired)
    }
    return super.send(new Wired(input) as never) as Promise<unknown> as Promise<Members>
  }

  #handler(commandName: string): Handler {
    const execute = commands[commandName.replace(/Command$/, '') as keyof typeof commands]
    if (!execute) throw new Error(`the simulation does not answer ${commandName}`)
    const handle = async ({ input }: { input: Members }): Promise<Handled> => ({
      output: { $metadata: metadata(), ...(await execute(this.#tables, input as never)) },
      response: {},
    })
    if (this.#stack.identify().length === 0) return handle
    const resolved = this.#stack.resolve(handle as never, { commandName } as never)
    return ({ input }) => resolved({ input, request: { headers: {} } } as never) as Promise<unknown> as Promise<Handled>
  }
}

/** What changes a stack. */
const CHANGES = ['add', 'addRelativeTo', 'use', 'remove', 'removeByTag'] as const

type WiredCommand = new (input: Members) => object

/** The class of a command in wire format. Policies know commands by the names of their classes. */
const wiredCommand = (name: string, handler: Handler): WiredCommand =>
  class {
    static readonly name = name
    readonly input: Members

    constructor(input: Members) {
      this.input = input
    }

    resolveMiddleware(): Handler {
      return handler
    }
  }

type Handler = (command: { input: Members }) => Promise<Handled>

interface Handled {
  readonly output: Members
  readonly response: object
}

const metadata = () => ({ httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 })
