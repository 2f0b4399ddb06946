// Says that the service runs.

import { lambda } from '../../shared/kernel/lambda.ts'
import { VERSION } from '../../shared/kernel/version.ts'
import { ops } from './contract.ts'

export const handler = lambda(ops.getHealth, () => ({ reply: { status: 'ok' as const, version: VERSION } }))
