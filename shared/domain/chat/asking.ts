// Does a message ask for a plan? Asked is "계획 세워줘" and "make the plan now"; not "계획이 있어", "I have a plan", "don't make a plan yet".

import { tidy } from './wording.ts'

const any = (...of: string[]): string => `(?:${of.join('|')})`

const NOUN = any('계획', '플랜', '스케줄', '스케쥴', '\\bplan', '\\bschedule')
/** What stands between a plan and its making: particles, adverbs, "by date", "for the exam". */
const ADVERB = any(
  ...[
    '좀',
    '한번',
    '한 번',
    '지금',
    '바로',
    '당장',
    '빨리',
    '얼른',
    '이제',
    '새로',
    '다시',
    '같이',
    '함께',
    '먼저',
    '제대로',
    '잘',
    '하나',
  ],
  '[^ .,!?\\n]{1,8}(?:게|히|로|까지|부터|맞춰|맞추어)',
)
const BETWEEN = `(?:표|안)?(?:을|를|도|은|이나|만)?(?: ${ADVERB}){0,3} ?`
const MAKING = any(
  '세워',
  '짜',
  '만들어',
  '작성해',
  '잡아',
  '뽑아',
  '생성해',
  '준비해',
  '정리해',
  '추천해',
  '마련해',
  '해',
)
/** "Do it for me", not "thank you for it" nor "you need not". */
const PLEASE = any(
  '줘(?!서|도|야)',
  '줄래',
  '줄 ?수',
  '주세요',
  '주셔요',
  '주라',
  '주십',
  '주실',
  '주시(?:면|겠|길)',
  '주면',
  '주길',
  '줬으면',
  '줘라',
)
const LET_US = any(
  '세우자',
  '짜자',
  '만들자',
  '작성하자',
  '세워보자',
  '짜보자',
  '만들어보자',
  '세워라',
  '짜라',
  '만들어라',
)

const KOREAN = new RegExp(
  NOUN +
    BETWEEN +
    any(`${MAKING} ?(?:서 ?(?:보여|알려) ?)?(?:봐 ?)?(?:좀 ?)?${PLEASE}`, LET_US, '(?:좀 ?)?부탁', '필요(?:해|합)'),
)
const POSTPONED_IN_KOREAN = /나중에|다음에|말고/

/** What may stand right before a verb that commands. */
const BEFORE = any(
  '^',
  '[,:()"-]',
  "\\b(?:please|pls|plz|now|ok|okay|then|so|just|also|kindly|hey|hi|let's|lets|let us|you to|go ahead and|help me(?: to)?)",
  '\\b(?:can|could|would|will) you',
)
/** Up to six words that do not lead away from the plan, as in "make sure of the plan". */
const WORDS =
  "(?: (?!(?:sure|certain|of|to|with|for|in|on|up|about|from|at|by|as|and|or|but|it|that|no)\\b)[a-z0-9'-]+){0,6}"
const VERB = any(
  'make',
  'create',
  'build',
  'write',
  'draft',
  'draw up',
  'generate',
  'prepare',
  'design',
  'give',
  'set up',
  'put together',
  'come up with',
)
const PLAN = '(?:plan|schedule|timetable)\\b'
const ENGLISH = [
  new RegExp(`${BEFORE} ?${VERB}${WORDS} ${PLAN}`, 'i'),
  new RegExp(`${BEFORE} ?plan(?: out)? (?:my|our|the)\\b`, 'i'),
  new RegExp(`\\bi(?: really)?(?: need| want|'d like| would like)${WORDS} ${PLAN}`, 'i'),
]
const REFUSED = /\b(?:don't|dont|do not|not|never|without|no need|didn't|doesn't)\b/i
const POSTPONED = /\b(?:later|not yet|not now)\b/i

export const asksForPlan = (text: string): boolean =>
  tidy(text)
    .split(/[.!?;\n]/)
    .some(asks)

const asks = (sentence: string): boolean =>
  asksInKorean(sentence) || ENGLISH.some((pattern) => asksInEnglish(sentence.trim(), pattern))

const asksInKorean = (sentence: string): boolean => KOREAN.test(sentence) && !POSTPONED_IN_KOREAN.test(sentence)

const asksInEnglish = (sentence: string, pattern: RegExp): boolean => {
  const found = pattern.exec(sentence)
  if (!found) return false
  // Of what stands before, only the clause: "don't worry, make a plan" asks.
  const clause =
    sentence
      .slice(0, found.index + found[0].length)
      .split(',')
      .at(-1) ?? ''
  return !REFUSED.test(clause) && !POSTPONED.test(sentence.slice(found.index))
}
