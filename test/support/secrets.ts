// Secrets Manager as far as keys need it: one secret's versions and their stages, in memory, over HTTP where a test wants that.

import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Secrets } from '#infra/cli/keys.ts'

interface Version {
  readonly VersionId: string
  readonly SecretString: string
  readonly stages: Set<string>
}

const refused = (name: string, message: string): Error => Object.assign(new Error(message), { name })

export const secretsManager = (): Secrets => {
  const versions: Version[] = []
  let exists = false
  const at = (stage: string): Version | undefined => versions.find(({ stages }) => stages.has(stage))
  const move = (stage: string, to?: Version): void => {
    for (const { stages } of versions) stages.delete(stage)
    to?.stages.add(stage)
  }
  const put = (SecretString: string, stage: string): object => {
    const version = { VersionId: `v${versions.length + 1}`, SecretString, stages: new Set<string>() }
    versions.push(version)
    move(stage, version)
    return { VersionId: version.VersionId }
  }
  const actions: Record<string, (input: Record<string, unknown>) => object> = {
    CreateSecret: ({ SecretString }) => {
      if (exists) throw refused('ResourceExistsException', 'it is there')
      exists = true
      return put(String(SecretString), 'AWSCURRENT')
    },
    PutSecretValue: ({ SecretString, VersionStages }) =>
      put(String(SecretString), (VersionStages as string[] | undefined)?.[0] ?? 'AWSCURRENT'),
    GetSecretValue: ({ VersionStage = 'AWSCURRENT' }) => {
      const version = at(String(VersionStage))
      if (!version) throw refused('ResourceNotFoundException', `no value with the label ${VersionStage}`)
      return { VersionId: version.VersionId, SecretString: version.SecretString }
    },
    UpdateSecretVersionStage: ({ VersionStage, MoveToVersionId: to, RemoveFromVersionId: from }) => {
      if (at(String(VersionStage))?.VersionId !== from) throw refused('InvalidParameterException', 'it is not there')
      move(
        String(VersionStage),
        versions.find(({ VersionId }) => VersionId === to),
      )
      return {}
    },
  }
  return async (action, input) => (actions[action] as (typeof actions)[string])(input) as Record<string, unknown>
}

/** @returns the endpoint, what came in last, and what ends it */
export const overHttp = async (secrets: Secrets) => {
  const seen: { headers?: IncomingHttpHeaders } = {}
  const server = createServer(async (request, response) => {
    seen.headers = request.headers
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '')
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
    await secrets(action, body)
      .then((answer) => response.end(JSON.stringify(answer)))
      .catch(({ name, message }: Error) =>
        response.writeHead(400).end(JSON.stringify({ __type: `com.amazonaws#${name}`, Message: message })),
      )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
