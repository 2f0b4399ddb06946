// A model of friends in memory: the state, and the reply to each call.

import { typeId } from '#kernel/data/typeid.ts'
import type { Clock } from '#test/support/model.ts'

export const NOBODY = typeId('user', 0, new Uint8Array(10))
const NO_GROUP = typeId('group', 0, new Uint8Array(10))

/** One user's relation to another. */
interface Side {
  added: boolean
  blockedAt: string | null
  subscribe: boolean
  dispatch: boolean
}

export interface Group {
  readonly groupId: string
  readonly ownerId: string
  groupName: string
  readonly isDefault: boolean
  readonly createdAt: string
  readonly members: Set<string>
}

const fresh = (): Side => ({ added: false, blockedAt: null, subscribe: true, dispatch: true })
const byId = (one: string, other: string): number => (one < other ? -1 : 1)

export class FriendsModel {
  readonly #sides = new Map<string, Side>()
  /** The start of each relation, by both ids. */
  readonly #since = new Map<string, string>()
  /** In the order of creation; a deleted group leaves its place empty. */
  readonly groups: (Group | undefined)[] = []
  readonly #clock: Clock
  readonly #people: readonly string[]

  constructor(clock: Clock, people: readonly string[]) {
    this.#clock = clock
    this.#people = people
    for (const ownerId of people) this.open(ownerId, ownerId.replace('user_', 'group_'), 'default')
  }

  side(one: string, other: string): Side {
    const name = `${one} ${other}`
    const found = this.#sides.get(name) ?? fresh()
    this.#sides.set(name, found)
    return found
  }

  view(one: string, other: string) {
    const [mine, theirs] = [this.side(one, other), this.side(other, one)]
    const relation = mine.added ? (theirs.added ? 'MUTUAL' : 'OUTGOING') : theirs.added ? 'INCOMING' : 'NONE'
    const { subscribe, dispatch, blockedAt } = mine
    const since = this.#since.get([one, other].sort().join()) ?? null
    return { userId: other, relation, subscribe, dispatch, blocked: blockedAt !== null, since }
  }

  /** The reason for refusing a call about another user. */
  aiming(one: string, other: string): string | undefined {
    if (one === other) return '400 self-friendship'
    return other === NOBODY ? '404 user-not-found' : undefined
  }

  adding(one: string, other: string): string | undefined {
    const isBlocked = this.side(one, other).blockedAt !== null || this.side(other, one).blockedAt !== null
    return this.aiming(one, other) ?? (isBlocked ? '403 blocked' : undefined)
  }

  asFriend(one: string, other: string): string | undefined {
    return this.side(one, other).added ? undefined : '400 not-a-friend'
  }

  /** The reason for refusing a call about a group. */
  changing(ownerId: string, place: number): string | undefined {
    const group = this.groups[place]
    if (group?.ownerId !== ownerId) return '404 group-not-found'
    return group.isDefault ? '409 default-group' : undefined
  }

  naming(ownerId: string, name: string, except?: Group): string | undefined {
    const taken = this.groups.some((one) => one?.ownerId === ownerId && one.groupName === name && one !== except)
    return taken ? '409 group-name-taken' : undefined
  }

  add(one: string, other: string): void {
    this.#turn(one, other, { added: true })
  }

  end(one: string, other: string): void {
    this.#turn(one, other, { added: false, subscribe: true, dispatch: true })
    for (const group of this.groups) if (group?.ownerId === one) group.members.delete(other)
  }

  block(one: string, other: string): void {
    this.end(one, other)
    this.side(one, other).blockedAt ??= this.#clock.iso()
  }

  unblock(one: string, other: string): void {
    this.side(one, other).blockedAt = null
  }

  #turn(one: string, other: string, changes: Partial<Side>): void {
    Object.assign(this.side(one, other), changes)
    const pair = [one, other].sort().join()
    if (!this.side(one, other).added && !this.side(other, one).added) this.#since.delete(pair)
    else if (!this.#since.has(pair)) this.#since.set(pair, this.#clock.iso())
  }

  open(ownerId: string, groupId: string, groupName: string): Group {
    const isDefault = groupName === 'default'
    const group = { groupId, ownerId, groupName, isDefault, createdAt: this.#clock.iso(), members: new Set<string>() }
    this.groups.push(group)
    return group
  }

  idAt(place: number): string {
    return this.groups[place]?.groupId ?? NO_GROUP
  }

  at(place: number): Group {
    const group = this.groups[place]
    if (!group) throw new Error('the model has no such group')
    return group
  }

  groupView(group: Group) {
    const { groupId, groupName, isDefault, createdAt } = group
    const memberCount = this.membersOf(group).length
    return {
      groupId,
      groupName,
      isDefault,
      memberCount,
      profileImageUrl: null,
      thumbnailUrl: null,
      imageError: null,
      createdAt,
    }
  }

  /** Lists have names. */
  listed(ownerId: string, other: string) {
    const user = { userId: other, username: other.slice(-20), displayName: 'Minji' }
    return { ...this.view(ownerId, other), user }
  }

  membersOf({ isDefault, ownerId, members }: Group) {
    const ids = isDefault ? this.#people.filter((other) => this.side(ownerId, other).added) : [...members]
    return ids.sort(byId).map((other) => this.listed(ownerId, other))
  }

  groupsOf(ownerId: string) {
    const order = ({ isDefault, groupId }: Group) => `${isDefault ? 0 : 1} ${groupId}`
    const own = this.groups.filter((group) => group?.ownerId === ownerId) as Group[]
    return own.sort((a, b) => byId(order(a), order(b))).map((group) => this.groupView(group))
  }

  list(ownerId: string, blocked: boolean, relation: string | undefined) {
    const since = (other: string) => (blocked ? this.side(ownerId, other).blockedAt : this.view(ownerId, other).since)
    return this.#people
      .filter((other) => since(other) !== null && this.view(ownerId, other).blocked === blocked)
      .sort((a, b) => byId(`${since(a)}#${a}`, `${since(b)}#${b}`))
      .map((other) => this.listed(ownerId, other))
      .filter((friendship) => relation === undefined || friendship.relation === relation)
  }
}
