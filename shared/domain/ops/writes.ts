// The record of what operators did and read: written before they get the answer, never changed.

import { DAY_S, secondsOf } from '#kernel/data/time.ts'
import { put } from '#kernel/data/write.ts'
import { Action, type ActionItem, actions, actionsOn } from './items.ts'

export type Deed = Pick<ActionItem, 'by' | 'what' | 'subject' | 'reason'>

/** Why it was done, and what exactly: `Too many errors. (hooks.example)`. @param reason undefined: none was given */
export const reasonFor = (reason: string | undefined, what: string): string => (reason ? `${reason} (${what})` : what)

/** In the transaction of the deed. */
export const record = (actionId: string, deed: Deed, now: string) => put('record', ...kept(actionId, deed, now))

/** How long it is known who has read what. */
const READS_KEPT_S = 2 * 365 * DAY_S

/** In the transaction before the reply. */
export const recordRead = (actionId: string, { by, what, subject }: Omit<Deed, 'reason'>, now: string) => {
  const [key, item] = kept(actionId, { by, what, subject, reason: '' }, now)
  return put('recordRead', key, { ...item, isRead: true, ttl: secondsOf(now) + READS_KEPT_S })
}

const kept = (actionId: string, deed: Deed, now: string) => {
  const listSk = `${now}#${actionId}`
  const item: ActionItem = {
    actionId,
    ...deed,
    at: now,
    listPk: actions.partition.pk,
    listSk,
    duePk: actionsOn(deed.subject).partition.pk,
    dueSk: listSk,
  }
  return [Action.key(actionId), item] as const
}
