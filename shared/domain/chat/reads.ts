// Reads of chatrooms.

import { due } from '#kernel/commit/due.ts'
import { lightened, type Page, type PageAsked } from '#kernel/commit/listing.ts'
import { Replan } from '#kernel/commit/plan.ts'
import type { Read } from '#kernel/commit/store.ts'
import {
  deletedRooms,
  Message,
  type MessageItem,
  numberSort,
  Plan,
  type PlanItem,
  Room,
  RoomCount,
  type RoomCountItem,
  type RoomItem,
  roomsOf,
} from './items.ts'
import { tasksOf } from './planner.ts'

type Reader = Read<'chat'>

export const room = (read: Reader, chatId: string): Promise<RoomItem | undefined> => read.get(Room.key(chatId))

/** A room, and the number of its owner's rooms, in one round trip. */
export const roomAndCount = async (
  read: Reader,
  chatId: string,
  ownerId: string,
): Promise<[RoomItem | undefined, RoomCountItem | undefined]> => read.all([Room.key(chatId), RoomCount.key(ownerId)])

/** All rooms of an owner, those that are being deleted too. */
export const allRooms = (read: Reader, ownerId: string, page: PageAsked): Promise<Page<RoomItem>> =>
  read.list({ ...roomsOf(ownerId), index: 'list', descending: true, ...page })

/** A room with its current plan. */
interface Planned {
  readonly room: RoomItem
  readonly plan: PlanItem | undefined
}

/** The number of tasks in the plans of a page, so that a reply stays below the 6 MB of a function. */
const MOST_TASKS = 20_000

/** Newest first. */
export const rooms = async (read: Reader, ownerId: string, page: PageAsked): Promise<Page<Planned>> => {
  const where = Room.on.absent('deletedAt')
  const found = await read.list({ ...roomsOf(ownerId), index: 'list', descending: true, where, ...page })
  const plans = await currentPlans(read, ...found.items)
  const tasks = new Map(found.items.map((one, at) => [one, plans[at] ? tasksOf(plans[at]) : 0]))
  const { items, next } = lightened(found, 'list', MOST_TASKS, (one) => tasks.get(one) ?? 0)
  return { items: items.map((one, at) => ({ room: one, plan: plans[at] })), next }
}

/**
 * The current plan of each room, in the order of the rooms; undefined if a room has none.
 * @throws Replan if a plan has changed since its room was read
 */
export const currentPlans = async (read: Reader, ...of: RoomItem[]): Promise<(PlanItem | undefined)[]> => {
  const having = of.filter(({ currentPlan }) => currentPlan !== undefined)
  const found = await read.all(having.map(({ chatId, currentPlan = 0 }) => Plan.key(chatId, currentPlan)))
  if (having.some(({ planVersion }, at) => !found[at] || found[at].version !== planVersion))
    throw new Replan('a plan has changed')
  return of.map((one) => found[having.indexOf(one)])
}

/** By planId, deleted ones included. */
export const plans = async (read: Reader, chatId: string, page: PageAsked): Promise<Page<PlanItem>> =>
  lightened(await read.list({ ...Plan.within(chatId), ...page }), undefined, MOST_TASKS, tasksOf)

/** By seq, after the given one. */
export const messagesAfter = (read: Reader, chatId: string, seq: number, page: PageAsked): Promise<Page<MessageItem>> =>
  read.list({
    ...Message.within(chatId, numberSort(seq + 1), numberSort(Number.MAX_SAFE_INTEGER)),
    ...page,
  })

/** The last messages, by seq. */
export const lastMessages = async (
  read: Reader,
  { chatId, lastSeq }: RoomItem,
  limit: number,
): Promise<readonly MessageItem[]> => {
  const { items } = await messagesAfter(read, chatId, Math.max(0, lastSeq - limit), { limit, after: undefined })
  return items
}

/** Deleted rooms, oldest first. */
export const roomsToSweep = (read: Reader): Promise<readonly RoomItem[]> => due(read, deletedRooms, { limit: 1000 })
