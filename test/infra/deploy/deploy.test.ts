// Deployments against a recorded API: routes that went, moved and were renamed; the first deployment; the firewall.

import { afterEach, describe, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { settingsFrom } from '#infra/cloud/settings.ts'
import { cloudOf } from '#infra/deploy/cloud.ts'
import { deploy, showDifference } from '#infra/deploy/deploy.ts'
import { type Planned, planned } from '#infra/deploy/planned.ts'
import { isDeployed, prepareRoutes, refuseChanging, removeSettings } from '#infra/deploy/prepare.ts'
import { tableInput } from '#infra/local/table.ts'
import { contract, endpointsOf } from '#kernel/http/contract.ts'
import { synthesizedAnew } from '#test/infra/cloud/synthesized.ts'
import { type Recorded, type RecordedStack, recordedApi } from './recorded-api.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

const cloudWith = async (recorded: Recorded) => {
  const { endpoint, calls, stop } = await recordedApi(recorded)
  stops.push(stop)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  return { cloud: cloudOf({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }), calls }
}

type Name = 'wallet' | 'coupons'
const [like] = endpointsOf(contracts)

/** The templates of a product with these endpoints, as planned and as the API would describe them once deployed. */
const productWith = (...endpoints: (readonly [Name, string, string])[]) => {
  const modules = Map.groupBy(endpoints, ([module]) => module)
  const made = synthesizedAnew(
    {},
    [...modules].map(([module, all]) =>
      contract(
        module,
        'Rooms.',
        Object.fromEntries(
          all.map(([, name, route]) => [
            name,
            { ...like, route, access: {}, auth: route.includes('/auth') ? 'public' : 'user' },
          ]),
        ) as never,
      ),
    ),
  )
  const { directory } = made.app.synth()
  const plan = planned(directory, 'holdfast')
  expect([...plan.routes.keys()].sort()).toEqual(
    endpoints
      .flatMap(([, , route]) => (route.startsWith('GET ') ? [route, route.replace('GET', 'HEAD')] : [route]))
      .sort(),
  )
  const settings = Object.fromEntries(plan.settings.map((key) => [key, { throttlingRateLimit: 50 }]))
  return { plan, recorded: recordedAs(plan, settings) }
}

/** Routes have their key as id. */
const recordedAs = ({ routes }: Planned, settings: Record<string, object>): Recorded => {
  const nested = Map.groupBy(routes, ([, place]) => String(place.split('/')[0]))
  const modules: Record<string, RecordedStack> = Object.fromEntries(
    [...nested].map(([module, all]) => [
      `arn:${module}`,
      {
        status: 'CREATE_COMPLETE',
        resources: all.map(([key, place]) => ['AWS::ApiGatewayV2::Route', String(place.split('/')[1]), key] as const),
      },
    ]),
  )
  const resources = [...nested.keys()].map((module) => ['AWS::CloudFormation::Stack', module, `arn:${module}`] as const)
  const holdfast = { status: 'UPDATE_COMPLETE', outputs: { ApiId: 'api1' }, resources }
  return {
    stacks: { holdfast, ...modules },
    routes: Object.fromEntries([...routes.keys()].map((key) => [key, key])),
    settings,
  }
}

const stage = { name: 'holdfast', options: [], without: [] }
const operationOf = (route: string): string => `operation of ${route.split(' ').at(-1)}`

describe('the settings of routes', () => {
  const deletions = (calls: string[]): string[] => calls.filter((call) => call.startsWith('DELETE'))

  test('that went are removed after the deployment, and no other', async () => {
    const { recorded } = productWith(['wallet', 'enter', 'POST /auth/enter'], ['wallet', 'leave', 'POST /auth/leave'])
    expect(Object.keys(recorded.settings)).toEqual(['POST /auth/enter', 'POST /auth/leave'])
    const after = productWith(['wallet', 'enter', 'POST /auth/enter'])
    const { cloud, calls } = await cloudWith(recorded)
    // A deployment that fails goes back to this route, which then has its rate.
    await prepareRoutes(cloud, stage, after.plan, operationOf)
    expect(deletions(calls)).toEqual([])
    expect(await removeSettings(cloud, 'holdfast', after.plan)).toEqual(['POST /auth/leave'])
    expect(Object.keys(recorded.settings)).toEqual(['POST /auth/enter'])
    expect(deletions(calls)).toEqual(['DELETE /v2/apis/api1/stages/$default/routesettings/POST /auth/leave'])
    // Once more there is nothing to do.
    expect(await removeSettings(cloud, 'holdfast', after.plan)).toEqual([])
  })

  test('that an interrupted deployment left are removed before the next one, which they would fail', async () => {
    const { plan, recorded } = productWith(['wallet', 'enter', 'POST /auth/enter'])
    const left = { ...recorded, settings: { ...recorded.settings, 'POST /auth/leave': {} } }
    const { cloud } = await cloudWith(left)
    await prepareRoutes(cloud, stage, plan, operationOf)
    expect(Object.keys(left.settings)).toEqual(['POST /auth/enter'])
  })

  test('that fall back to the default are removed, too', async () => {
    const { plan, recorded } = productWith(['wallet', 'enter', 'POST /auth/enter'], ['wallet', 'list', 'GET /rooms'])
    const rated = { ...recorded, settings: { ...recorded.settings, 'GET /rooms': {} } }
    const { cloud } = await cloudWith(rated)
    await prepareRoutes(cloud, stage, plan, operationOf)
    expect(Object.keys(rated.settings)).toContain('GET /rooms')
    expect(await removeSettings(cloud, 'holdfast', plan)).toEqual(['GET /rooms'])
  })
})

describe('before a deployment', () => {
  test('a renamed endpoint needs nothing', async () => {
    const { recorded } = productWith(['wallet', 'enter', 'POST /auth/enter'], ['wallet', 'list', 'GET /rooms/{roomId}'])
    const after = productWith(['wallet', 'begin', 'POST /auth/enter'], ['wallet', 'find', 'GET /rooms/{roomId}'])
    const { cloud, calls } = await cloudWith(recorded)
    await prepareRoutes(cloud, stage, after.plan, operationOf)
    expect(await removeSettings(cloud, 'holdfast', after.plan)).toEqual([])
    expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual([])
  })

  test('an endpoint that moves to another module is refused, with the two deployments that move it', async () => {
    const { recorded } = productWith(['wallet', 'list', 'GET /rooms'], ['coupons', 'keep', 'POST /rooms'])
    const after = productWith(['coupons', 'list', 'GET /rooms'], ['coupons', 'keep', 'POST /rooms'])
    const { cloud, calls } = await cloudWith(recorded)
    await expect(prepareRoutes(cloud, stage, after.plan, operationOf)).rejects.toThrow(
      'GET /rooms, HEAD /rooms: moved to another module',
    )
    await expect(prepareRoutes(cloud, stage, after.plan, operationOf)).rejects.toThrow(
      `first "npm run deploy -- -c 'without=operation of /rooms'", then "npm run deploy".`,
    )
    const options = ['-c', 'name=staging', '-c', 'without=wallet', '-c', 'mailFrom=Holdfast <a@example.com>']
    const staging = { ...stage, options, without: ['wallet'] }
    const kept = "-c name=staging -c 'mailFrom=Holdfast <a@example.com>'"
    await expect(prepareRoutes(cloud, staging, after.plan, () => 'coupons.list')).rejects.toThrow(
      `first "npm run deploy -- ${kept} -c without=wallet,coupons.list", then "npm run deploy -- -c name=staging -c without=wallet -c 'mail`,
    )
    expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual([])
    // After the first of the two, the route is gone, and the second is accepted.
    const between = productWith(['coupons', 'keep', 'POST /rooms'])
    const second = await cloudWith(between.recorded)
    await expect(prepareRoutes(second.cloud, stage, after.plan, operationOf)).resolves.toBeUndefined()
  })

  test.each([
    [undefined, false],
    ['REVIEW_IN_PROGRESS', false],
    ['ROLLBACK_COMPLETE', false],
    // CDK deletes and creates it anew, too.
    ['ROLLBACK_FAILED', false],
    ['CREATE_COMPLETE', true],
    ['UPDATE_IN_PROGRESS', true],
    ['UPDATE_ROLLBACK_COMPLETE', true],
  ])('a stack in the state %s: deployed before is %s', async (status, expected) => {
    const stacks: Record<string, RecordedStack> = status === undefined ? {} : { holdfast: { status } }
    const { cloud } = await cloudWith({ stacks, routes: {}, settings: {} })
    expect(isDeployed(await cloud.stack('holdfast'))).toBe(expected)
  })

  test('a stack that changes is left alone', async () => {
    for (const status of ['UPDATE_IN_PROGRESS', 'CREATE_IN_PROGRESS'])
      expect(() => refuseChanging('holdfast', { status })).toThrow('Wait until it ends')
    for (const stack of [undefined, { status: 'REVIEW_IN_PROGRESS' }, { status: 'UPDATE_COMPLETE' }])
      refuseChanging('holdfast', stack)
  })
})

describe('a deployment', () => {
  const keys = (...kids: string[]) => JSON.stringify({ keys: kids.map((kid) => ({ kid })) })
  const chosen = {
    ...{ name: 'holdfast', edge: false, without: [], given: {}, drop: [] },
    ...{ publicKeys: keys(), replacesKeys: false },
  }
  const nothing: Planned = { routes: new Map(), settings: [] }
  const ran = async (
    recorded: Recorded,
    changes: object = {},
    options: string[] = [],
    run = deploy,
  ): Promise<string[]> => {
    const { cloud } = await cloudWith(recorded)
    const commands: string[] = []
    await run({ ...chosen, ...changes }, options, {
      cloudIn: () => cloud,
      cdk: async (...words) => void commands.push(words.join(' ')),
      planned: () => nothing,
      say: (line) => said.push(line),
    })
    return commands
  }
  const said: string[] = []
  afterEach(() => said.splice(0))
  const empty = { stacks: {}, routes: {}, settings: {} }
  const before = { ...empty, stacks: { holdfast: { status: 'UPDATE_COMPLETE', outputs: { ApiId: 'api1' } } } }

  test('the first is not protected until it has succeeded', async () => {
    expect(await ran(empty, {}, ['-c', 'alarmEmail=a@example.com'])).toEqual([
      'synth --quiet --strict holdfast -c alarmEmail=a@example.com',
      'deploy holdfast --app cdk.out',
      'deploy holdfast --strict -c alarmEmail=a@example.com -c protect=true',
    ])
  })

  test('every later one is protected', async () => {
    expect(await ran(before)).toEqual([
      'synth --quiet --strict holdfast -c protect=true',
      'deploy holdfast --app cdk.out',
    ])
  })

  test('takes the protection away when it is told to', async () => {
    const options = ['-c', 'protect=false']
    for (const recorded of [before, empty])
      expect(await ran(recorded, { protect: false }, options)).toEqual([
        'synth --quiet --strict holdfast -c protect=false',
        'deploy holdfast --app cdk.out',
      ])
  })

  test('of a stack that remembers no settings yet says so', async () => {
    for (const run of [deploy, showDifference]) {
      await ran(before, {}, [], run)
      expect(said.splice(0).join()).toMatch(/holdfast was deployed by an earlier edition and remembers no settings yet/)
    }
    await ran(empty)
    expect(said.join()).not.toContain('earlier edition')
  })

  test('with a keys file that lacks the newest key of the stack is refused', async () => {
    const outputs = { ApiId: 'api1', Settings: '{}', TokenKeys: 'second,first' }
    const recorded = { ...empty, stacks: { holdfast: { status: 'UPDATE_COMPLETE', outputs } } }
    for (const publicKeys of [keys('first'), keys()])
      for (const run of [deploy, showDifference])
        await expect(ran(recorded, { publicKeys }, [], run)).rejects.toThrow(
          /^holdfast\.keys\.json lacks the key second of the stack holdfast, .* "npm run keys -- -c name=holdfast".* deploy with --replace-keys\.$/,
        )
    for (const changes of [
      { publicKeys: keys('second', 'first') },
      { publicKeys: keys('third', 'second') },
      { publicKeys: keys('other'), replacesKeys: true },
    ])
      expect(await ran(recorded, changes)).toContain('deploy holdfast --app cdk.out')
  })

  test('that another one has overtaken since it looked is refused', async () => {
    const was = {
      status: 'UPDATE_COMPLETE',
      updatedAt: '2026-11-26T09:00:00Z',
      outputs: { ApiId: 'api1', Settings: '{}' },
    }
    for (const change of [
      { updatedAt: '2026-11-26T09:05:00Z' },
      { outputs: { ...was.outputs, Settings: '{"edge":"true"}' } },
      { status: 'UPDATE_IN_PROGRESS' },
    ]) {
      const stacks: Record<string, RecordedStack> = { holdfast: was }
      const { cloud } = await cloudWith({ ...empty, stacks })
      const commands: string[] = []
      const cdk = async (...words: readonly string[]) => {
        commands.push(String(words[0]))
        stacks['holdfast'] = { ...was, ...change }
      }
      await expect(
        deploy(chosen, [], { cloudIn: () => cloud, cdk, planned: () => nothing, say: (line) => said.push(line) }),
      ).rejects.toThrow('Another deployment has changed the stack holdfast meanwhile, so nothing is deployed')
      expect(commands).toEqual(['synth'])
    }
  })

  describe('that leaves out settings of the stack', () => {
    const own = { edge: 'true', mailFrom: 'Futsal <hello@futsal.example>' }
    const outputs = { ApiId: 'api1', Settings: JSON.stringify(own) }
    const recorded = { ...empty, stacks: { staging: { status: 'UPDATE_COMPLETE', outputs } } }
    const options = ['-c', 'name=staging']

    test.each([deploy, showDifference])(
      'is refused, with the words that keep them and those that drop them',
      async (run) => {
        await expect(ran(recorded, { name: 'staging' }, options, run)).rejects.toThrow(
          /^The stack staging has edge, mailFrom, .* Keep what it has with "npm run deploy -- -c name=staging -c edge=true -c 'mailFrom=Futsal <hello@futsal.example>'", or take it away with "npm run deploy -- -c name=staging -c drop=edge,mailFrom"\.$/,
        )
        const more = { name: 'staging', given: { edge: 'false' }, drop: ['alarmEmail'] }
        await expect(ran(recorded, more, options, run)).rejects.toThrow(
          /has mailFrom, .* -c drop=alarmEmail,mailFrom"\.$/,
        )
      },
    )

    test('is refused with commands for the account of the profile', async () => {
      const ofProfile = [...options, '--profile', 'live']
      await expect(ran(recorded, { name: 'staging', given: { edge: 'true' } }, ofProfile)).rejects.toThrow(
        /"npm run deploy -- -c name=staging --profile live -c 'mailFrom=[^"]*'", .* "npm run deploy -- -c name=staging --profile live -c drop=mailFrom"/,
      )
    })

    test('runs when they are given, with another value too, or dropped', async () => {
      for (const changes of [
        { given: own },
        { given: { edge: 'false', mailFrom: 'a@b.kr' } },
        { drop: Object.keys(own) },
      ])
        expect(await ran(recorded, { name: 'staging', ...changes }, options)).toContain('deploy staging --app cdk.out')
    })

    test('finds them in the output that the stack itself has', () => {
      const settings = settingsFrom(
        (name) => ({ ...own, edge: true, tracing: 'false', corsOrigins: '', without: 'chat' })[name as string],
      )
      const { app } = synthesizedAnew(settings)
      const { Outputs } = app.synth().getStackByName('holdfast').template
      expect(JSON.parse(Outputs.Settings.Value)).toEqual(own)
      expect(Outputs.TokenKeys.Value).toBe('none')
      expect(Outputs.BucketName.Value).toEqual({ Ref: expect.stringMatching(/^Bucket/) })
    })

    test('finds a name in any script there: CloudFormation describes outputs in ASCII, with ? for all else', () => {
      const mailFrom = '풋살 ⚽ <hello@futsal.example>'
      const { app } = synthesizedAnew(settingsFrom((name) => (name === 'mailFrom' ? mailFrom : undefined)))
      const { Value } = app.synth().getStackByName('holdfast').template.Outputs.Settings
      expect(Value).toMatch(/^\p{ASCII}+$/u)
      expect(JSON.parse(Value)).toEqual({ mailFrom })
    })
  })

  test('that fails leaves the settings of the routes as they are', async () => {
    const { recorded } = productWith(['wallet', 'enter', 'POST /auth/enter'])
    const { cloud } = await cloudWith(recorded)
    const run = (cdk: () => Promise<void>) =>
      deploy(chosen, [], { cloudIn: () => cloud, cdk, planned: () => nothing, say: (line) => said.push(line) })
    let steps = 0
    const failing = async () => {
      steps += 1
      if (steps === 2) throw new Error('rolled back')
    }
    await expect(run(failing)).rejects.toThrow('rolled back')
    expect(Object.keys(recorded.settings)).toEqual(['POST /auth/enter'])
    await run(async () => {})
    expect(recorded.settings).toEqual({})
    expect(said).toContain('The settings of the route POST /auth/enter are removed.')
  })

  test('of an edge begins with its firewall', async () => {
    const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/holdfast-edge/one'
    const stacks = {
      ...before.stacks,
      'holdfast-edge': { status: 'CREATE_COMPLETE', outputs: { WebAclArn: webAclArn } },
    }
    const commands = await ran({ ...before, stacks }, { edge: true }, ['-c', 'edge=true'])
    expect(commands).toEqual([
      'deploy holdfast-edge -c edge=true',
      `synth --quiet --strict holdfast -c edge=true -c webAclArn=${webAclArn} -c protect=true`,
      'deploy holdfast --app cdk.out',
    ])
  })

  describe('with an adopted table', () => {
    const streamArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/restored/stream/2026-11-26T09:00:00.000'
    const whole = tableInput('any')
    const tables = {
      restored: {
        ...whole,
        LatestStreamArn: streamArn,
        StreamSpecification: { StreamEnabled: true },
        DeletionProtectionEnabled: true,
      },
      bare: whole,
      'holdfast-Table-1': whole,
    }
    const stackWith = (TableName: string, resources: RecordedStack['resources'] = []): Recorded => ({
      ...empty,
      tables,
      stacks: {
        holdfast: { status: 'UPDATE_COMPLETE', outputs: { ApiId: 'api1', Settings: '{}', TableName }, resources },
      },
    })
    const owning = stackWith('holdfast-Table-1', [['AWS::DynamoDB::Table', 'Table', 'holdfast-Table-1']])
    const adopted = `-c tableName=restored -c tableStreamArn=${streamArn}`

    test('that is forgotten, the stack keeps it and its stream', async () => {
      expect(await ran(stackWith('restored'))).toEqual([
        `synth --quiet --strict holdfast ${adopted} -c protect=true`,
        'deploy holdfast --app cdk.out',
      ])
      expect(said).toEqual(['The stack holdfast uses the table restored, which it does not own.'])
      expect((await ran(owning))[0]).not.toContain('tableName')
    })

    test('that the command line names, the stack changes to it', async () => {
      const [first] = await ran(owning, { tableName: 'restored' }, ['-c', 'tableName=restored'])
      expect(first).toContain(adopted)
      expect(said).toEqual(['The stack holdfast changes from the table holdfast-Table-1, which stays, to restored.'])
      const [begun] = await ran({ ...empty, tables }, { tableName: 'restored' })
      expect(begun).toContain(adopted)
    })

    test('that does not exist, or is the own one, nothing is deployed', async () => {
      for (const recorded of [owning, stackWith('restored'), { ...empty, tables }])
        await expect(ran(recorded, { tableName: 'resored' })).rejects.toThrow('There is no table resored')
      await expect(ran(stackWith('deleted'))).rejects.toThrow('There is no table deleted')
      await expect(ran(owning, { tableName: 'holdfast-Table-1' })).rejects.toThrow('own table of the stack holdfast')
    })

    test('that another stack uses, nothing is deployed', async () => {
      const production = { status: 'UPDATE_COMPLETE', outputs: { TableName: 'restored' } }
      const recorded = { ...empty, tables, stacks: { ...owning.stacks, production } }
      await expect(ran(recorded, { tableName: 'restored' })).rejects.toThrow(
        'The stack production uses the table restored',
      )
      const staging = { name: 'staging', tableName: 'holdfast-Table-1' }
      await expect(ran(recorded, staging)).rejects.toThrow('The stack holdfast uses the table holdfast-Table-1')
    })

    test('warmWrites, which is in cdk.json or on the command line, has no effect, and the deployment says so', async () => {
      await ran(owning, { tableName: 'restored', given: { warmWrites: '40000' } })
      expect(said).toContain('warmWrites does not change restored: warm it in DynamoDB before a launch.')
    })

    test('that lacks something, the deployment says what', async () => {
      const [first] = await ran(owning, { tableName: 'bare' })
      expect(first).not.toContain('tableStreamArn')
      expect(said.join()).toMatch(/not protected against deletion.*has no stream, so mails wait/)
    })
  })

  describe('with an adopted table of an earlier edition', () => {
    const whole = tableInput('earlier')
    const [missing, ...rest] = whole.GlobalSecondaryIndexes ?? []
    const used = { status: 'UPDATE_COMPLETE', outputs: { ApiId: 'api1', TableName: 'earlier' } }
    const withTable = (earlier: object): Recorded => ({ ...empty, stacks: { holdfast: used }, tables: { earlier } })
    const indexesOf = ({ tables = {} }: Recorded): string[] => {
      const { GlobalSecondaryIndexes: indexes = [] } = tables['earlier'] as typeof whole
      return indexes.map(({ IndexName }) => String(IndexName)).sort()
    }
    const all = (whole.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => String(IndexName)).sort()

    test('the indexes that it lacks are added before functions use them', async () => {
      const recorded = withTable({ ...whole, GlobalSecondaryIndexes: rest })
      let deployed: string[] = []
      const { cloud } = await cloudWith(recorded)
      await deploy(chosen, [], {
        cloudIn: () => cloud,
        cdk: async (step) => {
          if (step === 'deploy') deployed = indexesOf(recorded)
        },
        planned: () => nothing,
        say: (line) => said.push(line),
      })
      expect(deployed).toEqual(all)
      expect(said).toContain(`earlier has the index ${missing?.IndexName} now.`)
      expect((await cloud.table('earlier'))?.lacking).toEqual([])
      const none = withTable({ ...whole, GlobalSecondaryIndexes: [] })
      await ran(none)
      expect(indexesOf(none)).toEqual(all)
    })

    test('an index that is being filled is waited for', async () => {
      const building = whole.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'CREATING' }))
      const recorded = withTable({ ...whole, GlobalSecondaryIndexes: building })
      await ran(recorded)
      const names = building?.map(({ IndexName }) => IndexName).join(', ')
      expect(said.join()).toContain(`earlier has the indexes ${names} now.`)
    })

    test('the difference says so, and changes nothing', async () => {
      const recorded = withTable({ ...whole, GlobalSecondaryIndexes: rest })
      await ran(recorded, {}, [], showDifference)
      expect(said.join()).toContain(`earlier lacks the index ${missing?.IndexName}. A deployment adds what is missing`)
      expect(indexesOf(recorded)).not.toContain(missing?.IndexName)
    })

    test.each([
      ['key', { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }],
      ['type of the key', { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }] }],
      ['key of an index', { GlobalSecondaryIndexes: [{ ...missing, KeySchema: whole.KeySchema }, ...rest] }],
    ])('with another %s, nothing is deployed', async (_, change) => {
      await expect(ran(withTable({ ...whole, ...change }))).rejects.toThrow(
        /^earlier is no table of Holdfast: the key of/,
      )
    })
  })

  describe('its difference', () => {
    test('shows while the stack changes', async () => {
      const stacks = { holdfast: { ...before.stacks.holdfast, status: 'UPDATE_IN_PROGRESS' } }
      expect(await ran({ ...before, stacks }, {}, [], showDifference)).toEqual([
        'diff --method=template holdfast -c protect=true',
      ])
      await expect(ran({ ...before, stacks })).rejects.toThrow('Wait until it ends')
    })

    test('is that of the stack as it would be deployed, and nothing is deployed', async () => {
      const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/staging-edge/one'
      const stacks = {
        staging: before.stacks.holdfast,
        'staging-edge': { status: 'CREATE_COMPLETE', outputs: { WebAclArn: webAclArn } },
      }
      const options = ['-c', 'name=staging', '-c', 'edge=true']
      const changes = { name: 'staging', edge: true }
      expect(await ran({ ...before, stacks }, changes, options, showDifference)).toEqual([
        `diff --method=template staging staging-edge ${options.join(' ')} -c webAclArn=${webAclArn} -c protect=true`,
      ])
      expect(await ran(empty, changes, options, showDifference)).toEqual([
        `diff --method=template staging staging-edge ${options.join(' ')}`,
      ])
    })
  })
})
