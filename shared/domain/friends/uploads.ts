// The image of a group: an upload is awaited, shown or rejected. The sweeper deletes what no group shows.

import type { Clause } from '#kernel/data/guards.ts'
import { after, DAY_S, secondsOf } from '#kernel/data/time.ts'
import { check, put, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import type { Upload } from './images.ts'
import { DefaultGroup, dueImages, Forms, type GroupItem, keyOf, Leftover, type LeftoverItem } from './items.ts'

/** A form is valid for 10 minutes, and a failed event is retried for at most 2 hours. */
const AWAITED_MS = 6 * 60 * 60 * 1000

/** Whether the group awaits this upload. */
export const awaits = ({ uploadId, uploadState, deletedAt }: GroupItem, upload: Pick<Upload, 'uploadId'>): boolean =>
  uploadId === upload.uploadId && uploadState === 'AWAITED' && deletedAt === undefined

/** The group awaits this upload instead of an earlier one. It shows its image until the new one exists. */
export const awaitUpload = (group: GroupItem, uploadId: string, now: string) => [
  update(
    'countForm',
    Forms.key(group.ownerId, now.slice(0, 13)),
    { set: { ttl: secondsOf(now) + DAY_S }, add: { count: 1 } },
    guard.formsAnHour(),
  ),
  update(
    'awaitUpload',
    keyOf(group),
    { set: { uploadId, uploadState: 'AWAITED' }, remove: ['uploadReason'] },
    guard.groupExists(),
  ),
  leave({ ...group, uploadId }, 'ALL', after(now, AWAITED_MS)),
]

/** Shows the upload; the previous image is left to the sweeper. */
export const showUpload = (group: GroupItem, uploadId: string, now: string) => {
  const images = [uploadId, ...(group.imageId ? [group.imageId] : [])]
  const withLeftovers = guard.withLeftovers({ group, images })
  return [
    update(
      'showUpload',
      keyOf(group),
      { set: { imageId: uploadId, uploadState: 'SHOWN' } },
      guard.awaitedUpload({ uploadId }),
      withLeftovers,
    ),
    leave({ ...group, uploadId }, 'UPLOAD', now, withLeftovers),
    ...leaveImage(group, now, withLeftovers),
  ]
}

/** Rejects the upload; the group keeps its image. */
export const refuseUpload = (group: GroupItem, uploadId: string, uploadReason: string, now: string) => [
  update(
    'refuseUpload',
    keyOf(group),
    { set: { uploadState: 'REFUSED', uploadReason } },
    guard.awaitedUpload({ uploadId }),
  ),
  leave({ ...group, uploadId }, 'ALL', now),
]

/** Leaves an unexpected upload to the sweeper. @param group that may show it */
export const leaveUpload = (group: GroupItem | undefined, upload: Upload, now: string) =>
  group?.imageId === upload.uploadId ? [stillShown(group), leave(upload, 'UPLOAD', now)] : [leave(upload, 'ALL', now)]

/** Requires that the owner of a group is not erased. */
export const ownerThere = (ownerId: string) => check('ownerThere', DefaultGroup.key(ownerId), guard.registered())

const stillShown = (group: GroupItem) => check('stillShown', keyOf(group), guard.groupUnchanged(group))

/** Leaves the image of a group to the sweeper, if the group is deleted or shows another image. */
export const leaveImage = (group: GroupItem, now: string, ...asks: Clause<'friends', never>[]) =>
  group.imageId ? [leave({ ...group, uploadId: group.imageId }, 'ALL', now, ...asks)] : []

const leave = (
  { ownerId, groupId, uploadId: imageId }: Upload,
  of: LeftoverItem['of'],
  dueAt: string,
  ...asks: Clause<'friends', never>[]
) => {
  const due = dueImages.entry(imageId, dueAt)
  return put('leave', Leftover.key(ownerId, imageId), { imageId, groupId, ownerId, of, dueAt, ...due }, ...asks)
}

/** Brings the deletion of objects forward. */
export const sweepSoon = ({ ownerId, groupId, imageId, of }: LeftoverItem, now: string) =>
  leave({ ownerId, groupId, uploadId: imageId }, of, now)

/** The objects are deleted. The item stays for a day, for the audit. */
export const swept = (leftover: LeftoverItem, now: string) => [
  update(
    'swept',
    Leftover.key(leftover.ownerId, leftover.imageId),
    { set: { ttl: secondsOf(now) + DAY_S }, remove: ['duePk', 'dueSk'] },
    guard.leftoverUnchanged(leftover),
  ),
]
