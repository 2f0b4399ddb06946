// The sweeper of groups: removes the members of large deleted groups, in one transaction per step, so a crash loses nothing.

import { groupsToSweep, membersAndGroup } from '#domain/friends/reads.ts'
import { MEMBERS_AT_ONCE, removeMembers } from '#domain/friends/releases.ts'
import { job } from '#kernel/http/job.ts'
import { friends } from './contract.ts'

export const handler = job(friends.sweepGroups, async ({ read, step }) => {
  const deleted = await groupsToSweep(read)
  for (const { ownerId, groupId } of deleted) {
    let left = true
    while (left)
      left = await step(async (at) => {
        const page = { limit: MEMBERS_AT_ONCE, after: undefined }
        const { members, group } = await membersAndGroup(at.read, ownerId, groupId, page)
        if (group?.deletedAt === undefined) return []
        // A wrong memberCount is left for the audit to report.
        return members.items.length > 0 || group.memberCount === 0 ? removeMembers(group, members.items) : []
      })
  }
  return { deleted: deleted.length }
})
