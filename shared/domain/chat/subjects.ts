// Finds school subjects in Korean and English texts.

/** One line per subject with its names, except everyday words such as 일어 (Japanese, but also "gets up"). */
const SUBJECTS = `
수학 mathematics maths math
영어 english
국어
과학 science
물리학 물리 physics
화학 chemistry
생물학 생물 생명과학 biology
통합과학
지구과학 earth_science
사회 사회문화 social_studies
통합사회
역사 history
한국사 korean_history
세계사 world_history
동아시아사
한국지리
세계지리
지리 geography
정치와_법 politics
경제 economics
윤리 생활과_윤리 윤리와_사상 ethics
도덕
한문
기술가정
computer_science
음악 music
미술
체육
문학 literature
문법 grammar
미적분 calculus
확률과_통계 확통
기하 geometry
대수 algebra
통계 통계학 statistics
철학 philosophy
심리학 psychology
한국어 korean
일본어 japanese
중국어 chinese
프랑스어 french
독일어 german
스페인어 spanish
토익 toeic
토플 toefl
`
const names = SUBJECTS.trim()
  .split('\n')
  .flatMap((line, subject) => line.split(' ').map((name) => ({ name: name.replaceAll('_', ' '), subject })))
  // Longer names first, so that "지구과학" does not match "과학".
  .sort((one, other) => other.name.length - one.name.length)
const joined = (name: string): string => name.toLowerCase().replaceAll(' ', '')
const subjectOf = new Map(names.map(({ name, subject }) => [joined(name), subject]))

/** Endings of a Korean name within its word. "수학을" and "수학시험" are about 수학, "수학여행" (a school trip) is not. */
const ENDINGS =
  '은|는|이|가|을|를|와|과|도|만|의|에|랑|하고|부터|까지|보다|나|야|예요|입니다|시험|공부|고사|중간|기말|계획|과목|수업|문제|먼저|위주'
const alternatives = (of: RegExp): string =>
  names.flatMap(({ name }) => (of.test(name) ? name.replaceAll(' ', ' ?') : [])).join('|')
const NAMES = new RegExp(
  `(?<![가-힣])(?:${alternatives(/[가-힣]/)})(?=$|[^가-힣]|${ENDINGS})|(?<![a-z0-9])(?:${alternatives(/[a-z]/)})(?![a-z0-9])`,
  'gi',
)

/** Each subject once, in its first spelling, in the order of mention. */
export const subjectsIn = (texts: readonly string[]): string[] => {
  const found = new Map<number | undefined, string>()
  for (const text of texts)
    for (const [written] of text.matchAll(NAMES)) {
      const subject = subjectOf.get(joined(written))
      if (!found.has(subject)) found.set(subject, written)
    }
  return [...found.values()]
}
