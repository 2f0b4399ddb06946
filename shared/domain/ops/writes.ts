// The record of what operators did: written in the transaction of the deed, never changed.

import { put } from '#kernel/data/write.ts'
import { Action, type ActionItem, actions } from './items.ts'

export type Deed = Pick<ActionItem, 'by' | 'what' | 'subject' | 'reason'>

export const record = (actionId: string, deed: Deed, now: string) =>
  put('record', Action.key(actionId), {
    actionId,
    ...deed,
    at: now,
    listPk: actions.partition.pk,
    listSk: `${now}#${actionId}`,
  })
