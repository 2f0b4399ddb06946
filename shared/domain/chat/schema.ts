// The schemas of chat.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, noSuchDay, parameter, text } from '#kernel/http/schema.ts'
import { inSpoken, says } from '#kernel/http/spoken.ts'
import { ChatroomNotFound } from './problems.ts'

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
      days: z.array(z.object({ date: day, tasks: z.array(z.string()) })),
      createdAt: instant,
    }),
    {
      shows: {
        planId: 1,
        title: '기말고사',
        subjects: ['수학'],
        examDate: '2030-06-14',
        days: [{ date: '2030-06-13', tasks: ['수학 복습'] }],
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
      senderId: idSchema('user'),
      text: z.string(),
      createdAt: instant,
    }),
    { shows: { seq: 1, text: '이제 계획을 세워줘' } },
  ),
)
