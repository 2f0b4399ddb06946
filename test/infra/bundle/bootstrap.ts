// The Lambda process: loads the handler, polls the Runtime API for events, answers each.

import { request } from 'node:http'
import { pathToFileURL } from 'node:url'

const { AWS_LAMBDA_RUNTIME_API: host, LAMBDA_TASK_ROOT: folder, _HANDLER: handlerName = 'index.handler' } = process.env
const base = `http://${host}/2018-06-01/runtime`

interface Answer {
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
}

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(`${base}${path}`, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ headers: response.headers, text }))
    })
    asked.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  })

const errorOf = (error: unknown) => {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return { errorType: name, errorMessage: message, stackTrace: stack.split('\n').slice(1) }
}

const began = performance.now()
const [file = '', name = ''] = handlerName.split('.')
const loaded = await import(pathToFileURL(`${folder}/${file}.mjs`).href).catch(async (error: unknown) => {
  await call('POST', '/init/error', errorOf(error))
  process.exit(1)
})
const initMs = performance.now() - began

for (;;) {
  // Lambda measures the start itself; here the process reports it in a header that the real API does not have.
  const { headers, text } = await call('GET', '/invocation/next', undefined, { 'x-init-ms': String(initMs) })
  const awsRequestId = String(headers['lambda-runtime-aws-request-id'])
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  const context = {
    awsRequestId,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  try {
    const result = await loaded[name](JSON.parse(text), context)
    await call('POST', `/invocation/${awsRequestId}/response`, result ?? null)
  } catch (error) {
    await call('POST', `/invocation/${awsRequestId}/error`, errorOf(error))
  }
}
