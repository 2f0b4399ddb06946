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
  days: { date: string; tasks: { text: string; done: boolean }[] }[]
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
  title: string
  readonly createdAt: string
  isDeleted: boolean
  readonly messages: Message[]
  /** All plans of the room, deleted ones included. */
  readonly plans: Plan[]
  current: Plan | undefined
}

const NO_ROOM = typeId('chat', 0, new Uint8Array(10))

export const viewOf = ({ messages, plans: _, isDeleted: __, current, ...room }: Room) => ({
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
    if (!room || room.isDeleted) return '404 chatroom-not-found'
    return room.ownerId === userId ? undefined : '403 forbidden'
  }

  creating(place: number, userId: string): string | undefined {
    return this.entering(place, userId) ?? (this.at(place).current ? '400 testplan-exists' : undefined)
  }

  needingPlan(place: number, userId: string): string | undefined {
    return this.entering(place, userId) ?? (this.at(place).current ? undefined : '404 testplan-not-found')
  }

  say(place: number, text: string): Message {
    return this.#post(place, this.at(place).ownerId, text)
  }

  /** What the assistant says. */
  answer(place: number, text: string): Message {
    return this.#post(place, 'assistant', text)
  }

  #post(place: number, senderId: string, text: string): Message {
    const { chatId, messages } = this.at(place)
    const message = { chatId, seq: messages.length + 1, senderId, text, createdAt: this.#clock.iso() }
    messages.push(message)
    return message
  }

  make(place: number, aim: Partial<Pick<Plan, 'title' | 'subjects' | 'examDate'>>): Plan {
    const room = this.at(place)
    const { title = room.title, subjects = [], examDate = null } = aim
    const days = this.#planned(subjects, examDate)
    const planId = room.plans.length + 1
    room.current = { chatId: room.chatId, planId, title, subjects, examDate, days, createdAt: this.#clock.iso() }
    room.plans.push(room.current)
    return room.current
  }

  #planned(subjects: string[], examDate: string | null): Plan['days'] {
    return spread({ subjects, examDate }, seoulDay(this.#clock.iso())).map(({ date, tasks }) => ({
      date,
      tasks: tasks.map((text) => ({ text, done: false })),
    }))
  }

  /** Other subjects, or another exam: of the days so far, only what is done stays. */
  change(plan: Plan, { title, subjects, examDate }: Partial<Pick<Plan, 'title' | 'subjects' | 'examDate'>>): void {
    const isOther = (subjects && `${subjects}` !== `${plan.subjects}`) || (examDate && examDate !== plan.examDate)
    plan.title = title ?? plan.title
    if (!isOther) return
    const past = plan.days
    plan.subjects = subjects ?? plan.subjects
    plan.examDate = examDate ?? plan.examDate
    plan.days = this.#planned(plan.subjects, plan.examDate)
    for (const { date, tasks } of past)
      for (const task of tasks.filter(({ done }) => done)) {
        let day = plan.days.find((one) => one.date === date)
        if (!day) {
          day = { date, tasks: [] }
          plan.days.push(day)
        }
        const same = day.tasks.find(({ text }) => text === task.text)
        if (same) same.done = true
        else day.tasks.push({ ...task })
      }
    plan.days.sort((one, other) => (one.date < other.date ? -1 : 1))
  }

  /** Newest first. */
  roomsOf(userId: string) {
    return this.rooms
      .filter(({ ownerId, isDeleted }) => ownerId === userId && !isDeleted)
      .sort((one, other) => (`${one.createdAt}#${one.chatId}` > `${other.createdAt}#${other.chatId}` ? -1 : 1))
      .map(viewOf)
  }
}
