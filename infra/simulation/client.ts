// An SDK client whose commands run in this process: no network, the same middleware.

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type Members, plainMembers, wiredMembers } from '#kernel/commit/document.ts'
import { commands } from './commands.ts'
import type { Tables } from './tables.ts'

/** Accepts the commands of both clients. Added middleware runs between a command and the tables. */
export const memoryClient = (tables: Tables): DynamoDBDocumentClient => new MemoryClient(tables)

/** Required by the SDK, but no request is sent. */
const CONFIG = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

/** The common part of both kinds of commands; those of the document client wrap one of the other kind. */
interface Command {
  readonly input: Members
  readonly clientCommand?: object
}

type Stack = ListTablesCommand['middlewareStack']

class MemoryClient extends DynamoDBDocumentClient {
  readonly #tables: Tables
  readonly #stack: Stack
  /** By command, as long as the middleware is the same. */
  readonly #handlers = new Map<string, Handler>()

  constructor(tables: Tables) {
    super(new DynamoDBClient(CONFIG))
    this.#tables = tables
    // The stack of a new command is empty. The SDK's own middleware serves only the network.
    this.#stack = new ListTablesCommand({}).middlewareStack
    Object.assign(this, { middlewareStack: this.#stack })
    for (const name of CHANGES) {
      const change = this.#stack[name] as (...given: unknown[]) => unknown
      const changed = (...given: unknown[]): unknown => {
        this.#handlers.clear()
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
    const resolveMiddleware = () => this.#handler(command.constructor.name)
    const own = Object.create(command, { input: { value: input }, resolveMiddleware: { value: resolveMiddleware } })
    return super.send(own) as Promise<unknown> as Promise<Members>
  }

  #handler(commandName: string): Handler {
    const known = this.#handlers.get(commandName)
    if (known) return known
    const made = this.#made(commandName)
    this.#handlers.set(commandName, made)
    return made
  }

  #made(commandName: string): Handler {
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

type Handler = (command: { input: Members }) => Promise<Handled>

interface Handled {
  readonly output: Members
  readonly response: object
}

const metadata = () => ({ httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 })
