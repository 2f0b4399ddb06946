// How a group gets its image: an upload is awaited, shown or refused, and the sweeper deletes what no group shows.

import type { Clause } from '#kernel/data/guards.ts'
import { check, put, update } from '#kernel/data/write.ts'
import type { Upload } from './images.ts'
import { dueImages, formsKey, type GroupItem, keyOf, type LeftoverItem, leftoverKey } from './item.ts'
import { rule } from './rules.ts'

/** Forms are good for ten minutes, and an event that cannot be handled is tried again for two hours at most. */
const AWAITED_MS = 6 * 60 * 60 * 1000
const DAY_S = 24 * 60 * 60
const secondsOf = (instant: string): number => Math.ceil(Date.parse(instant) / 1000)

/** Whether the group waits for this very upload. */
export const awaits = ({ uploadId, uploadState, deletedAt }: GroupItem, upload: Pick<Upload, 'uploadId'>): boolean =>
  uploadId === upload.uploadId && uploadState === 'AWAITED' && deletedAt === undefined

/** From now on no other upload is waited for; what is shown stays until this one is there. */
export const awaitUpload = (group: GroupItem, uploadId: string, now: string) => [
  update(
    'countForm',
    formsKey(group.ownerId, now.slice(0, 13)),
    { set: { ttl: secondsOf(now) + DAY_S }, add: { count: 1 } },
    rule.formsAnHour(),
  ),
  update(
    'awaitUpload',
    keyOf(group),
    { set: { uploadId, uploadState: 'AWAITED' }, remove: ['uploadReason'] },
    rule.groupExists(),
  ),
  leave({ ...group, uploadId }, 'ALL', new Date(Date.parse(now) + AWAITED_MS).toISOString()),
]

/** The image that was shown before is left to the sweeper. */
export const showUpload = (group: GroupItem, uploadId: string, now: string) => {
  const { ownerId, imageId } = group
  const lefts = [uploadId, ...(imageId ? [imageId] : [])].map((one) => leftoverKey(ownerId, one))
  const left = rule.imageLeft(keyOf(group), ...lefts)
  return [
    update(
      'showUpload',
      keyOf(group),
      { set: { imageId: uploadId, uploadState: 'SHOWN' } },
      rule.awaitedUpload(uploadId),
      left,
    ),
    leave({ ...group, uploadId }, 'UPLOAD', now, left),
    ...leaveImage(group, now, left),
  ]
}

/** What is shown stays. */
export const refuseUpload = (group: GroupItem, uploadId: string, uploadReason: string, now: string) => [
  update('refuseUpload', keyOf(group), { set: { uploadState: 'REFUSED', uploadReason } }, rule.awaitedUpload(uploadId)),
  leave({ ...group, uploadId }, 'ALL', now),
]

/** What came of an upload that no group waits for. @param group whose image it may be */
export const leaveUpload = (group: GroupItem | undefined, upload: Upload, now: string) =>
  group?.imageId === upload.uploadId ? [stillShown(group), leave(upload, 'UPLOAD', now)] : [leave(upload, 'ALL', now)]

const stillShown = (group: GroupItem) =>
  check('stillShown', keyOf(group), rule.groupAsRead(group.groupName, group.memberCount, group.imageId))

/** The image of a group that is deleted or shows another. */
export const leaveImage = (group: GroupItem, now: string, ...asks: Clause<'friends', never>[]) =>
  group.imageId ? [leave({ ...group, uploadId: group.imageId }, 'ALL', now, ...asks)] : []

const leave = (
  { ownerId, groupId, uploadId: imageId }: Upload,
  of: LeftoverItem['of'],
  dueAt: string,
  ...asks: Clause<'friends', never>[]
) => {
  const due = { duePk: dueImages.partition.pk, dueSk: `${dueAt}#${imageId}` }
  return put('leave', leftoverKey(ownerId, imageId), { imageId, groupId, ownerId, of, dueAt, ...due }, ...asks)
}

/** Its objects are deleted. The item stays for a day, for the audit. */
export const swept = ({ ownerId, imageId, dueAt, of }: LeftoverItem, now: string) => [
  update(
    'swept',
    leftoverKey(ownerId, imageId),
    { set: { sweptOf: dueAt, ttl: secondsOf(now) + DAY_S }, remove: ['duePk', 'dueSk'] },
    rule.leftoverAsRead(dueAt, of),
  ),
]
