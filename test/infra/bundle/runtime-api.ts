// Lambda's Runtime API, as much of it as a bootstrap uses, and a fresh process behind it. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { transformSync } from 'esbuild'

export interface Started {
  /** From the import of the handler to the first request for an event. */
  readonly initMs: number
  invoke(event: object): Promise<unknown>
  /** All output so far. */
  output(): string
  stop(): Promise<void>
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** As JavaScript, because a process takes longer to strip types than to start a function. */
const bootstrap = transformSync(readFileSync(new URL('bootstrap.ts', import.meta.url), 'utf8'), { loader: 'ts' }).code
const TIMEOUT_MS = 30_000

/** @param folder with the function's index.mjs; nothing else of the project is accessible to the process */
export const startFunction = async (folder: string, env: Readonly<Record<string, string>>): Promise<Started> => {
  const api = runtimeApi()
  const server = createServer(api.take).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const child = spawn(process.execPath, ['--input-type=module', '--eval', bootstrap], {
    cwd: folder,
    env: {
      ...{ AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`, LAMBDA_TASK_ROOT: folder },
      ...{
        _HANDLER: 'index.handler',
        AWS_LAMBDA_FUNCTION_NAME: 'function',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      },
      ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', TZ: ':UTC' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  child.once('exit', (code, signal) => api.fail(new Error(`the process ended with ${code ?? signal}: ${output}`)))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    server.closeAllConnections()
    server.close()
  }
  const initMs = await api.ready.catch(async (error) => {
    await stop()
    throw error
  })
  return { initMs, invoke: api.invoke, output: () => output, stop }
}

const runtimeApi = () => {
  const { promise: ready, resolve: begin, reject: fail } = Promise.withResolvers<number>()
  const waiting = new Map<string, Waiting>()
  let idle = Promise.withResolvers<ServerResponse>()
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime', '')
    if (path === '/invocation/next') {
      begin(Number(request.headers['x-init-ms']))
      idle.resolve(response)
      return
    }
    const body = JSON.parse(await textOf(request))
    response.writeHead(202).end()
    if (path === '/init/error') fail(failureOf(body))
    const [, id = '', kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    if (kind === 'response') waiting.get(id)?.resolve(body)
    else waiting.get(id)?.reject(failureOf(body))
  }
  const invoke = async (event: object): Promise<unknown> => {
    const response = await idle.promise
    idle = Promise.withResolvers()
    const id = randomUUID()
    const result = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:000000000000:function:function',
    })
    response.end(JSON.stringify(event))
    return result.finally(() => waiting.delete(id))
  }
  const failAll = (error: Error): void => {
    fail(error)
    for (const { reject } of waiting.values()) reject(error)
  }
  return { take, ready, invoke, fail: failAll }
}

const failureOf = ({ errorType, errorMessage }: { errorType: string; errorMessage: string }): Error =>
  new Error(`${errorType}: ${errorMessage}`)

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}
