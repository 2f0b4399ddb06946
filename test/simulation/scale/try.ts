import { bucketEnvironment } from '#test/support/process.ts'
import { prepareEnvironment } from '#kit/testing/environment.ts'
Object.assign(process.env, bucketEnvironment); prepareEnvironment()
const { Stage } = await import('./stage.ts')
const users = Number(process.argv[2] ?? 1000), coupons = Number(process.argv[3] ?? 100)
const t0 = performance.now()
const stage = await Stage.open({ seed: 1, tries: Number(process.argv[4] ?? 4), rates: { 'coupons.claimCoupon': 20000 }, setting: { warmWrites: 40000, warmReads: 40000 } })
const operator = await stage.user('OPERATOR')
const made = await operator.api.coupons.openCampaign({ body: { name: 'x', discount: { type: 'AMOUNT', value: 1000 }, maxIssueCount: coupons, minTotal: 0, expiresAt: '2026-12-26T03:00:00Z' } as never, key: operator.key() })
if (!made.ok) throw new Error(JSON.stringify(made.body))
const campaignId = made.body.campaignId
for (let i = 0; i < users; i++) {
  const at = stage.random() * 10_000 * (users / 100_000)
  stage.start(`u${i}`, at, async () => {
    const user = await stage.user()
    await stage.calls.measure('claims', () => stage.world.nowMs, () => user.api.coupons.claimCoupon({ path: { campaignId }, key: user.key() }))
  })
}
console.log('setup', performance.now() - t0)
const t1 = performance.now(); const c1 = process.cpuUsage()
await stage.run()
const cpu = process.cpuUsage(c1)
console.log('run', performance.now() - t1, 'cpu', (cpu.user + cpu.system) / 1000, 'virtual', stage.world.nowMs, 'requests', stage.api.requests, 'store calls', stage.store.calls, 'throttled', stage.store.throttled)
console.table(stage.calls.outcomesOf('claims'))
console.log(stage.api.lambda.peak, stage.api.lambda.started, stage.api.lambda.throttled, stage.store.units)
console.log((await stage.table.audit()).violations.length)
