// The feature flags of CDK: cdk.json sets every recommended one.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

test('cdk.json has every recommended feature flag, with its recommended value', () => {
  const recommended: object = createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json')
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'))
  expect(Object.keys(recommended).length).toBeGreaterThan(50)
  expect(context).toMatchObject(recommended)
})
