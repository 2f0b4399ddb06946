// A model of chatrooms in memory: the state, and the reply to each call.

import { seoulDay } from '#domain/chat/days.ts'
import { spread } from '#domain/chat/planner.ts'
import { typeId } from '#kernel/data/typeid.ts'
import type { Clock } from '#test/support/model.ts'

export interface Plan {
  chatId: string
  planId: number
  title: string
  subjects: string[]
  examDate: string | null
  days: { date: string; tasks: string[] }[]
  createdAt: string
}

export interface Message {
  chatId: string
  seq: number
  senderId: string
  text: string
  createdAt: string
}

export interface Room {
  readonly chatId: string
  readonly ownerId: string
  readonly title: string
  readonly createdAt: string
  readonly messages: Message[]
  /** All plans of the room, deleted ones included. */
  readonly plans: Plan[]
  current: Plan | undefined
}

const NO_ROOM = typeId('chat', 0, new Uint8Array(10))

export const viewOf = ({ messages, plans: _, current, ...room }: Room) => ({
  ...{ ...room, lastSeq: messages.length, testPlan: current ?? null },
})

export class ChatModel {
  readonly rooms: Room[] = []
  readonly #clock: Clock
  constructor(clock: Clock) {
    this.#clock = clock
  }

  idAt(place: number): string {
    return this.rooms[place]?.chatId ?? NO_ROOM
  }

  at(place: number): Room {
    const room = this.rooms[place]
    if (!room) throw new Error('the model has no such room')
    return room
  }

  /** The reason for refusing a call on a room. */
  entering(place: number, userId: string): string | undefined {
    const room = this.rooms[place]
    if (!room) return '404 chatroom-not-found'
    return room.ownerId === userId ? undefined : '403 forbidden'
  }

  creating(place: number, userId: string): string | undefined {
    return this.entering(place, userId) ?? (this.at(place).current ? '400 testplan-exists' : undefined)
  }

  needingPlan(place: number, userId: string): string | undefined {
    return this.entering(place, userId) ?? (this.at(place).current ? undefined : '404 testplan-not-found')
  }

  say(place: number, text: string): Message {
    const { chatId, ownerId: senderId, messages } = this.at(place)
    const message = { chatId, seq: messages.length + 1, senderId, text, createdAt: this.#clock.iso() }
    messages.push(message)
    return message
  }

  make(place: number, aim: Partial<Pick<Plan, 'title' | 'subjects' | 'examDate'>>): Plan {
    const room = this.at(place)
    const { title = room.title, subjects = [], examDate = null } = aim
    const days = spread({ subjects, examDate }, seoulDay(this.#clock.iso())).map(({ date, tasks }) => ({
      date,
      tasks: [...tasks],
    }))
    const planId = room.plans.length + 1
    room.current = { chatId: room.chatId, planId, title, subjects, examDate, days, createdAt: this.#clock.iso() }
    room.plans.push(room.current)
    return room.current
  }

  /** Newest first. */
  roomsOf(userId: string) {
    return this.rooms
      .filter(({ ownerId }) => ownerId === userId)
      .sort((one, other) => (`${one.createdAt}#${one.chatId}` > `${other.createdAt}#${other.chatId}` ? -1 : 1))
      .map(viewOf)
  }
}
