// CloudFormation, API Gateway and DynamoDB as recorded: a server that answers the calls of a deployment, and keeps what was asked.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TableDescription, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb'

export interface RecordedStack {
  readonly status: string
  readonly updatedAt?: string
  readonly outputs?: Readonly<Record<string, string>>
  /** Type, logical id, physical id. */
  readonly resources?: readonly (readonly [type: string, logicalId: string, physicalId: string])[]
}

export interface Recorded {
  readonly stacks: Readonly<Record<string, RecordedStack>>
  /** Route keys by id. */
  readonly routes: Readonly<Record<string, string>>
  readonly settings: Record<string, object>
  /** By name, as DynamoDB describes them. */
  readonly tables?: Record<string, object>
}

const xml = (action: string, inner: string): string =>
  `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`

const member = (fields: Readonly<Record<string, string>>): string =>
  `<member>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</member>`

/** @returns the endpoint, the calls so far, and a function that stops the server */
export const recordedApi = async (recorded: Recorded) => {
  const calls: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const target = request.headers['x-amz-target']
    const [status, type, body] = target
      ? tableOf(recorded, String(target).split('.')[1] ?? '', JSON.parse(text))
      : answer(recorded, calls, `${request.method} ${request.url}`, text)
    response.writeHead(status, { 'content-type': type }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { endpoint: `http://127.0.0.1:${port}`, calls, stop: () => server.close() }
}

/** An update adds its index, which the first description after it shows as one that is being filled. */
const tableOf = (
  { tables = {} }: Recorded,
  action: string,
  input: UpdateTableCommandInput,
): [number, string, string] => {
  const name = String(input.TableName)
  const table: TableDescription | undefined = tables[name]
  const [added] = input.GlobalSecondaryIndexUpdates ?? []
  const { GlobalSecondaryIndexes: indexes = [], AttributeDefinitions: attributes = [] } = table ?? {}
  if (table && added)
    tables[name] = {
      ...table,
      AttributeDefinitions: [...attributes, ...(input.AttributeDefinitions ?? [])],
      GlobalSecondaryIndexes: [...indexes, { ...added.Create, IndexStatus: 'CREATING' }],
    }
  else if (table) {
    const filled = indexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }))
    tables[name] = { ...table, GlobalSecondaryIndexes: filled }
  }
  return table
    ? [
        200,
        'application/x-amz-json-1.0',
        JSON.stringify({ [action === 'DescribeTable' ? 'Table' : 'TableDescription']: added ? tables[name] : table }),
      ]
    : [400, 'application/x-amz-json-1.0', '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}']
}

const answer = (recorded: Recorded, calls: string[], line: string, body: string): [number, string, string] => {
  const form = new URLSearchParams(body)
  const action = form.get('Action')
  calls.push(action ? `${action} ${form.get('StackName')}` : decodeURIComponent(line))
  return action ? stacks(recorded, action, form.get('StackName')) : apis(recorded, decodeURIComponent(line))
}

const stackOf = ([name, { status, updatedAt, outputs = {} }]: [string, RecordedStack]): string => {
  const pairs = Object.entries(outputs).map(([OutputKey, OutputValue]) =>
    member({ OutputKey, OutputValue: OutputValue.replaceAll('&', '&amp;').replaceAll('<', '&lt;') }),
  )
  return member({
    StackName: name,
    StackStatus: status,
    ...(updatedAt ? { LastUpdatedTime: updatedAt } : {}),
    Outputs: pairs.join(''),
  })
}

const stacks = ({ stacks: all }: Recorded, action: string, name: string | null): [number, string, string] => {
  if (name === null)
    return [200, 'text/xml', xml(action, `<Stacks>${Object.entries(all).map(stackOf).join('')}</Stacks>`)]
  const stack = all[name]
  if (!stack) {
    const error = `<Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message>`
    return [400, 'text/xml', `<ErrorResponse><Error>${error}</Error></ErrorResponse>`]
  }
  if (action === 'DescribeStacks') return [200, 'text/xml', xml(action, `<Stacks>${stackOf([name, stack])}</Stacks>`)]
  const found = (stack.resources ?? []).map(([ResourceType, LogicalResourceId, PhysicalResourceId]) =>
    member({ ResourceType, LogicalResourceId, PhysicalResourceId }),
  )
  return [200, 'text/xml', xml(action, `<StackResourceSummaries>${found.join('')}</StackResourceSummaries>`)]
}

const apis = ({ routes, settings }: Recorded, line: string): [number, string, string] => {
  const json = (body: object): [number, string, string] => [200, 'application/json', JSON.stringify(body)]
  const [, setting] = /^DELETE \/v2\/apis\/\w+\/stages\/\$default\/routesettings\/(.+)$/.exec(line) ?? []
  if (setting !== undefined) {
    delete settings[setting]
    return [204, 'application/json', '']
  }
  if (line.includes('/routes'))
    return json({ items: Object.entries(routes).map(([routeId, routeKey]) => ({ routeId, routeKey })) })
  return json({ stageName: '$default', routeSettings: settings })
}
