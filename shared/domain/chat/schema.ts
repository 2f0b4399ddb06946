// The schemas of chat.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, noSuchDay, parameter, text } from '#kernel/http/schema.ts'
import { inSpoken, says } from '#kernel/http/spoken.ts'
import { ChatroomNotFound, TaskNotFound } from './problems.ts'

/** The sender of messages that answer a request for a plan. */
export const ASSISTANT = 'assistant'

const chatId = idSchema('chat')
export const ChatId = parameter(chatId, ChatroomNotFound)

export const title = documented(text(1, 100), { example: '기말고사' })
export const messageText = documented(text(1, 4000), { example: '이제 계획을 세워줘' })
export const MAX_SUBJECTS = 20

/** The comparison key of a subject: composed Hangul, without case and surrounding spaces. */
const subjectName = (subject: string): string => subject.normalize('NFC').trim().toLowerCase()

/** Duplicates are dropped; the first spelling stays. */
export const subjects = documented(
  z.pipe(
    z
      .array(text(1, 50))
      .check(
        z.maxLength(
          MAX_SUBJECTS,
          says({ en: `must have at most ${MAX_SUBJECTS} subjects`, ko: `과목은 ${MAX_SUBJECTS}개까지입니다.` }),
        ),
      ),
    z.transform((given: string[]) => {
      const names = given.map(subjectName)
      return given.filter((_, at) => names.indexOf(names[at] as string) === at)
    }),
  ),
  { example: ['수학', '영어'] },
)
const day = z.iso.date({
  error: ({ input }) =>
    inSpoken(
      /^\d{4}-\d\d-\d\d$/.test(String(input))
        ? noSuchDay(String(input))
        : { en: 'must be a calendar date, such as 2026-12-03', ko: '2026-12-03처럼 달력에 있는 날짜여야 합니다.' },
    ),
})
export const examDate = day

/** A day of a plan, and the place of a task in it, from 0. */
export const TaskDate = parameter(
  documented(
    z
      .string()
      .check(
        z.regex(/^\d{4}-\d\d-\d\d$/, says({ en: 'must be a day of the plan', ko: '계획에 있는 날짜여야 합니다.' })),
      ),
    { example: '2030-06-13' },
  ),
  TaskNotFound,
)
export const TaskIndex = parameter(
  documented(
    z
      .string()
      .check(
        z.regex(
          /^(0|[1-9][0-9]{0,2})$/,
          says({ en: 'must be the place of a task: 0, 1, 2 ...', ko: '할 일의 번호여야 합니다: 0, 1, 2 ...' }),
        ),
      ),
    {
      example: '0',
    },
  ),
  TaskNotFound,
)
export const done = documented(z.boolean(), { example: true })

/** Lists messages with a larger seq. */
export const after = documented(
  z.pipe(
    z.string().check(
      z.regex(
        /^(0|[1-9][0-9]{0,14})$/,
        says({
          en: 'must be an integer from 0 to 999999999999999',
          ko: '0부터 999999999999999까지의 정수여야 합니다.',
        }),
      ),
    ),
    z.pipe(
      z.transform((value: string) => Number(value)),
      z.int().check(z.gte(0)),
    ),
  ),
  { example: '0', description: 'Only messages with a larger `seq`.' },
)

export const TestPlan = named(
  'TestPlan',
  documented(
    z.object({
      chatId,
      planId: z.int(),
      title: z.string(),
      subjects: z.array(z.string()),
      examDate: z.nullable(day),
      days: z.array(z.object({ date: day, tasks: z.array(z.object({ text: z.string(), done: z.boolean() })) })),
      createdAt: instant,
    }),
    {
      shows: {
        planId: 1,
        title: '기말고사',
        subjects: ['수학'],
        examDate: '2030-06-14',
        days: [{ date: '2030-06-13', tasks: [{ text: '수학', done: false }] }],
      },
    },
  ),
)

export const Chatroom = named(
  'Chatroom',
  documented(
    z.object({
      chatId,
      ownerId: idSchema('user'),
      title: z.string(),
      lastSeq: z.int(),
      testPlan: z.nullable(TestPlan),
      createdAt: instant,
    }),
    { shows: { title: '기말고사', lastSeq: 0, testPlan: null } },
  ),
)

export const Message = named(
  'Message',
  documented(
    z.object({
      chatId,
      seq: z.int(),
      /** The owner of the room, or the assistant. */
      senderId: z.union([idSchema('user'), z.literal(ASSISTANT)]),
      text: z.string(),
      createdAt: instant,
    }),
    { shows: { seq: 1, senderId: 'user_01m817qnm0f8namaha58n2maha', text: '이제 계획을 세워줘' } },
  ),
)

/** The assistant's answer to a message that brought a plan about. */
export const AssistantReply = named(
  'AssistantReply',
  documented(z.object({ seq: z.int(), text: z.string() }), {
    shows: { seq: 2, text: '2030년 6월 14일 시험까지의 계획을 세웠어요. 과목은 수학이에요.' },
  }),
)
