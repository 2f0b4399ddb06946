// The bench of the audit, on a small table: killed and resumed, of an export, and all planted faults found.

import { expect, test } from 'vitest'
import { measureAudit } from './audit-scale.ts'

test('the audit of a table that was killed, and of an export, have the verdict of one that ran through', async () => {
  const { whole, resumed, exported, planted, items } = await measureAudit(15_000, () => {})
  expect(resumed.findings).toEqual(whole.findings)
  expect(exported.findings).toEqual(whole.findings)
  for (const rule of planted)
    expect(
      whole.findings.some((one) => one.startsWith(`${rule} `)),
      rule,
    ).toBe(true)
  expect([whole, resumed, exported].map(({ itemCount }) => itemCount)).toEqual([items, items, items])
  expect(resumed.itemsBeforeKill).toBeGreaterThanOrEqual(items / 2)
})
