import { chromium } from 'playwright-core'
for (const round of [1,2,3]) {
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] })
const p = await b.newPage({ viewport: { width: 1400, height: 1000 } })
const cdp = await p.context().newCDPSession(p)
await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
await p.goto('about:blank')
const t = performance.now()
await p.goto('http://127.0.0.1:3456/docs', {waitUntil:'commit'})
await p.getByRole('heading', { name: 'Holdfast' }).first().waitFor()
const shown = Math.round(performance.now() - t)
const { metrics } = await cdp.send('Performance.getMetrics')
const m = Object.fromEntries(metrics.map(({name,value}) => [name, Math.round(value*1000)]))
const r = await p.evaluate(`performance.getEntriesByType('resource').map(e=>e.name.slice(21)+' '+Math.round(e.startTime)+'..'+Math.round(e.responseEnd)).concat(performance.getEntriesByType('paint').map(e=>e.name+' '+Math.round(e.startTime)))`)
console.log(shown, 'cpu', m.TaskDuration, 'script', m.ScriptDuration, 'layout', m.LayoutDuration, 'style', m.RecalcStyleDuration, r)
await b.close()
}
