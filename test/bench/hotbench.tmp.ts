import { startEngine } from '#infra/local/engine.ts'
import { startSandbox } from '#infra/sandbox/server.ts'
import { setEnvironment } from '#test/support/process.ts'
const engine = await startEngine()
const sandbox = await startSandbox({ port: 0 })
setEnvironment(engine.endpoint, sandbox.url)
const { throughput } = await import('#test/bench/throughput.ts')
console.log(await throughput(engine.endpoint))
await sandbox.stop(); await engine.stop()
