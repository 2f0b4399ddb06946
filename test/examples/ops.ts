// Calls of operations, one that succeeds for every endpoint.

import type { ops } from '#functions/ops/contract.ts'
import type { Examples } from './example.ts'

export const examples: Examples<typeof ops> = {
  getHealth: async () => ({}),
  getOpenApi: async () => ({}),
  getDocs: async () => ({}),
  getDocsScript: async () => ({ query: { version: '1' } }),
  getRoot: async () => ({}),
  getProblem: async () => ({ path: { code: 'insufficient-balance' } }),
  getInvariants: async (world) => ({ as: await world.stranger('OPERATOR') }),
  requestAudit: async (world) => ({
    as: await world.stranger('OPERATOR'),
    shows: async () => (await world.table.items()).some(({ sk }) => sk === 'REQUEST'),
  }),
}
