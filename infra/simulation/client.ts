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

  constructor(tables: Tables) {
    super(new DynamoDBClient(CONFIG))
    this.#tables = tables
    // The stack of a new command is empty. The SDK's own middleware serves only the network.
    this.#stack = new ListTablesCommand({}).middlewareStack
    Object.assign(this, { middlewareStack: this.#stack })
  }

  override send(...args: never[]): never {
    const [command] = args
    return this.#answer(command as unknown as Command) as never
  }

  async #answer(command: Command): Promise<object> {
    const { input, clientCommand } = command
    const { name } = (clientCommand ?? command).constructor
    const output = await this.#pass(name, clientCommand ? wiredMembers(input) : input)
    return clientCommand ? plainMembers(output) : output
  }

  async #pass(commandName: string, input: Members): Promise<Members> {
    const execute = commands[commandName.replace(/Command$/, '') as keyof typeof commands]
    if (!execute) throw new Error(`the simulation does not answer ${commandName}`)
    const handle = async (args: { input: object }) => ({
      output: { $metadata: metadata(), ...(await execute(this.#tables, args.input as never)) },
      response: {},
    })
    if (this.#stack.identify().length === 0) return (await handle({ input })).output
    const { output } = await this.#stack.resolve(
      handle as never,
      { commandName } as never,
    )({ input, request: { headers: {} } } as never)
    return output as unknown as Members
  }
}

const metadata = () => ({ httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 })
