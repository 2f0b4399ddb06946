// The SDK files that a bundle replaces, with their replacements.

import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { contracts } from '#functions/api.ts'
import { endpointsOf, isScheduled, jobsOf } from '#kernel/http/contract.ts'

const inLambda = new URL('in-lambda.ts', import.meta.url).pathname

/** Path suffixes. A test of the bundle contents fails if an update of the SDK moves a file. */
const substituted = [
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js',
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  '@aws-sdk/credential-provider-node/dist-es/index.js',
  '@aws-sdk/endpoint-cache/dist-es/index.js',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
  '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js',
]

/** DynamoDB's operations use no event streams. The module is imported dynamically, so its replacement is a text of its own. */
const streams = /node_modules\/@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/
const noStreams = `export class EventStreamSerde { constructor() { throw new Error('event streams are left out of the bundle') } }`

/** A function that lists all contracts needs only routes and schedules; importing the contracts would bundle every schema. */
const routed = endpointsOf(contracts).map(({ operation, route, access }) => [operation, { route, access }])
const scheduled = jobsOf(contracts)
  .filter(isScheduled)
  .map(({ operation, everyMinutes }) => [operation, { operation, everyMinutes }])
const listed = `export const contracts = ${JSON.stringify([Object.fromEntries([...routed, ...scheduled])])}`

export const substitutes: Plugin = {
  name: 'substitutes',
  setup: (build) => {
    build.onLoad({ filter: /\/functions\/api\.ts$/ }, () => ({ contents: listed }))
    build.onLoad({ filter: streams }, () => ({ contents: noStreams }))
    build.onLoad({ filter: /node_modules\/@(aws-sdk|smithy)\/.*\.js$/ }, ({ path }) =>
      substituted.some((end) => path.endsWith(`node_modules/${end}`))
        ? { contents: `export * from '${inLambda}'`, resolveDir: '/' }
        : undefined,
    )
    // The client reads its own version; esbuild would bundle the whole package.json.
    build.onLoad({ filter: /node_modules\/@aws-sdk\/[\w-]+\/package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }))
  },
}
