// Which files a bundle does without, and what stands for them.

import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { contracts } from '#functions/api.ts'
import { endpointsOf } from '#kernel/http/contract.ts'

const inLambda = new URL('in-lambda.ts', import.meta.url).pathname

/** Ends of the files' paths. A file that is gone after an update is missed by the test of the bundles' contents. */
const substituted = [
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js',
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  '@aws-sdk/credential-provider-node/dist-es/index.js',
  '@aws-sdk/endpoint-cache/dist-es/index.js',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
  '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js',
]

/** DynamoDB's own operations stream nothing. What is imported on demand is never put first, so this has a text of its own. */
const streams = /node_modules\/@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/
const noStreams = `export class EventStreamSerde { constructor() { throw new Error('event streams are left out of the bundle') } }`

/** A function that has to know all contracts asks for their routes alone; every schema would come with the rest. */
const routes = `export const contracts = ${JSON.stringify([Object.fromEntries(endpointsOf(contracts).map(({ operation, route }) => [operation, { route }]))])}`

export const substitutes: Plugin = {
  name: 'substitutes',
  setup: (build) => {
    build.onLoad({ filter: /\/functions\/api\.ts$/ }, () => ({ contents: routes }))
    build.onLoad({ filter: streams }, () => ({ contents: noStreams }))
    build.onLoad({ filter: /node_modules\/@(aws-sdk|smithy)\/.*\.js$/ }, ({ path }) =>
      substituted.some((end) => path.endsWith(`node_modules/${end}`))
        ? { contents: `export * from '${inLambda}'`, resolveDir: '/' }
        : undefined,
    )
    // The client wants its version; esbuild would put in the whole of package.json.
    build.onLoad({ filter: /node_modules\/@aws-sdk\/[\w-]+\/package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }))
  },
}
