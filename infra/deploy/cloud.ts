// What is deployed, as CloudFormation, API Gateway and DynamoDB describe it.

import {
  ApiGatewayV2Client,
  type ApiGatewayV2ClientConfig,
  DeleteRouteSettingsCommand,
  GetRoutesCommand,
  GetStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { addIndexes, type Difference, differenceOf } from '#infra/local/table.ts'

export interface DeployedStack {
  readonly status: string
  /** When it was last changed. Empty: never since its creation. */
  readonly updatedAt: string
  readonly outputs: Readonly<Record<string, string>>
}

export interface DeployedResource {
  readonly type: string
  readonly logicalId: string
  /** For a nested stack its ARN, for a route its id. */
  readonly physicalId: string
}

export interface DeployedTable extends Difference {
  readonly streamArn?: string
  /** Against deletion. */
  readonly isProtected: boolean
}

export interface Cloud {
  stack(name: string): Promise<DeployedStack | undefined>
  /** The stacks of the account and region by name. */
  stacks(): Promise<ReadonlyMap<string, DeployedStack>>
  resources(stack: string): Promise<readonly DeployedResource[]>
  /** Route keys by id. */
  routes(apiId: string): Promise<ReadonlyMap<string, string>>
  /** The route keys that have settings of their own in the stage. */
  settings(apiId: string): Promise<readonly string[]>
  deleteSettings(apiId: string, routeKey: string): Promise<void>
  table(name: string): Promise<DeployedTable | undefined>
  /** Adds the indexes that a table lacks, and waits until they are filled. */
  addIndexes(table: string): Promise<void>
}

const STAGE = '$default'

type Config = CloudFormationClientConfig & ApiGatewayV2ClientConfig & DynamoDBClientConfig

export const cloudOf = (config: Config = {}): Cloud => {
  const stacks = new CloudFormationClient(config)
  const apis = new ApiGatewayV2Client(config)
  const tables = new DynamoDBClient(config)
  return {
    stack: async (StackName) => {
      try {
        const { Stacks: [stack] = [] } = await stacks.send(new DescribeStacksCommand({ StackName }))
        return stack && deployed(stack)
      } catch (error) {
        // CloudFormation has no error of its own for this.
        if ((error as Error).message.includes('does not exist')) return undefined
        throw error
      }
    },
    stacks: async () =>
      new Map(
        await all(async (NextToken) => {
          const page = await stacks.send(new DescribeStacksCommand({ NextToken }))
          return [(page.Stacks ?? []).map((one) => [one.StackName ?? '', deployed(one)] as const), page.NextToken]
        }),
      ),
    resources: (StackName) =>
      all(async (NextToken) => {
        const page = await stacks.send(new ListStackResourcesCommand({ StackName, NextToken }))
        const found = page.StackResourceSummaries ?? []
        return [
          found.map(({ ResourceType = '', LogicalResourceId = '', PhysicalResourceId = '' }) => ({
            type: ResourceType,
            logicalId: LogicalResourceId,
            physicalId: PhysicalResourceId,
          })),
          page.NextToken,
        ]
      }),
    routes: async (ApiId) =>
      new Map(
        await all(async (NextToken) => {
          const page = await apis.send(new GetRoutesCommand({ ApiId, NextToken, MaxResults: '200' }))
          const found = page.Items ?? []
          return [found.map(({ RouteId = '', RouteKey = '' }): [string, string] => [RouteId, RouteKey]), page.NextToken]
        }),
      ),
    settings: async (ApiId) => {
      try {
        const { RouteSettings = {} } = await apis.send(new GetStageCommand({ ApiId, StageName: STAGE }))
        return Object.keys(RouteSettings)
      } catch (error) {
        if ((error as Error).name === 'NotFoundException') return []
        throw error
      }
    },
    deleteSettings: async (ApiId, RouteKey) => {
      await apis.send(new DeleteRouteSettingsCommand({ ApiId, StageName: STAGE, RouteKey }))
    },
    table: async (TableName) => {
      try {
        const { Table: found = {} } = await tables.send(new DescribeTableCommand({ TableName }))
        const stream = found.StreamSpecification?.StreamEnabled ? found.LatestStreamArn : undefined
        const isProtected = found.DeletionProtectionEnabled === true
        return { isProtected, ...differenceOf(found), ...(stream ? { streamArn: stream } : {}) }
      } catch (error) {
        if ((error as Error).name === 'ResourceNotFoundException') return undefined
        throw error
      }
    },
    addIndexes: (table) => addIndexes(DynamoDBDocumentClient.from(tables), table, Number.POSITIVE_INFINITY),
  }
}

const deployed = ({ StackStatus: status, LastUpdatedTime: updatedAt, Outputs = [] }: Stack): DeployedStack => ({
  status: status ?? '',
  updatedAt: updatedAt?.toISOString() ?? '',
  outputs: Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
})

/** All pages. */
const all = async <T>(page: (token: string | undefined) => Promise<[T[], string | undefined]>): Promise<T[]> => {
  const [found, next] = await page(undefined)
  let token = next
  while (token !== undefined) {
    const [more, after] = await page(token)
    found.push(...more)
    token = after
  }
  return found
}
