// Whether a message asks for a plan: "계획 세워줘" and "make the plan now" do; "계획이 있어", "I have a plan", "don't make a plan yet" do
// not.

import { tidy } from './wording.ts'

const NOUN = '(?:계획|플랜|스케줄|스케쥴|\\bplan|\\bschedule)'
const PARTICLE = '(?:표|안)?(?:을|를|도|은|이나|만)?'
/** Words allowed between a plan and its verb: "quickly", "by date", "for the exam". */
const ADVERB =
  '(?:좀|한 ?번|지금|바로|당장|빨리|얼른|이제|새로|다시|같이|함께|먼저|제대로|잘|하나|[^ .,!?\\n]{1,8}(?:게|히|로|까지|부터|맞춰))'
const MAKING =
  '(?:세워|짜|만들어|수립해|작성해|잡아|뽑아|생성해|준비해|정리해|추천해|마련해|해) ?(?:서 ?(?:보여|알려) ?)?(?:봐 ?)?(?:좀 ?)?'
/** "Do it for me", but not "thank you for it" or "you need not". */
const PLEASE = '(?:줘(?!서|도|야)|줄래|줄 ?수|주세요|주셔요|주라|주십|주실|주시(?:면|겠|길)|주면|주길|줬으면)'
const LET_US = '(?:세우|짜|만들|작성하|세워보|짜보|만들어보)자|(?:세워|짜|만들어)라'
const KOREAN = new RegExp(
  `${NOUN}${PARTICLE}(?: ${ADVERB}){0,3} ?(?:${MAKING}${PLEASE}|${LET_US}|(?:좀 ?)?부탁|이? ?필요(?:해|합))`,
  'i',
)

/** Words allowed directly before an imperative. */
const BEFORE =
  '(?:^|[,:()"-]|\\b(?:please|pls|plz|now|okay|ok|then|so|just|also|kindly|hey|hi|let\'s|lets|let us|you to|go ahead and|help me(?: to)?|(?:can|could|would|will) you))'
const VERB = '(?:make|create|build|write|draft|draw up|generate|prepare|design|give|set up|put together|come up with)'
/** Up to six words, none of which changes the object, as in "make sure of the plan". */
const WORDS =
  "(?: (?!(?:sure|certain|of|to|with|for|in|on|up|about|from|at|by|as|and|or|but|it|that|no)\\b)[a-z0-9'-]+){0,6}"
const PLAN = '(?:plan|schedule|timetable)\\b'
const ENGLISH = [
  new RegExp(`${BEFORE} ?${VERB}${WORDS} ${PLAN}`, 'i'),
  new RegExp(`${BEFORE} ?plan(?: out)? (?:my|our|the)\\b`, 'i'),
  new RegExp(`\\bi(?: really)?(?: need| want|'d like| would like)${WORDS} ${PLAN}`, 'i'),
]

const REFUSED = /\b(?:don't|dont|do not|not|never|without|no need|didn't|doesn't)\b/i
const POSTPONED = /나중에|\b(?:later|not yet|not now)\b/i

export const asksForPlan = (text: string): boolean =>
  tidy(text)
    .split(/[.!?;\n]/)
    .some((sentence) => [KOREAN, ...ENGLISH].some((pattern) => asks(sentence.trim(), pattern)))

const asks = (sentence: string, pattern: RegExp): boolean => {
  const found = pattern.exec(sentence)
  if (!found) return false
  const end = found.index + found[0].length
  // Only the clause counts: "don't worry, make a plan, I study later" asks.
  const until = sentence.slice(0, end).split(',').at(-1) ?? ''
  return !REFUSED.test(until) && !POSTPONED.test(until + sentence.slice(end).split(',')[0])
}
