// Who and what the demo shows: people, where they live and play, and what they spend.

export interface Character {
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly bank: string
}

const banks = ['KB Kookmin', 'Shinhan', 'Woori', 'Hana', 'KakaoBank', 'Toss Bank']

const names = `
Minji Kim, Seojun Lee, Haeun Park, Dohyun Choi, Jiwoo Jung, Siwoo Kang, Yuna Cho, Jihoon Yoon, Sora Jang, Eunwoo Lim,
Subin Han, Taeyang Oh, Chaewon Seo, Hyunwoo Shin, Nari Kwon, Junho Hwang, Dahee Ahn, Minseok Song, Yerin Jeon,
Gunwoo Hong, Bora Yoo, Seungmin Ko, Arin Moon, Woojin Bae`

export const characters: readonly Character[] = names.split(',').map((name, at) => {
  const [firstName = '', lastName = ''] = name.trim().split(' ')
  const username = `${firstName}.${lastName}`.toLowerCase()
  return { username, firstName, lastName, bank: banks[at % banks.length] as string }
})

/** Nobody's secret: the demo says it, so that one can sign in as anybody of it. */
export const PASSWORD = 'correct horse battery'

export const expenses = ['rent', 'groceries', 'phone bill', 'new futsal shoes', 'train to Busan', 'gym membership']
export const favours = ['fried chicken, my half', 'taxi home', 'concert ticket', 'birthday present', 'coffee all week']

export interface Fixture {
  readonly title: string
  readonly venue: string
  /** From today, and the time in Seoul. */
  readonly inDays: number
  readonly at: string
  readonly durationMinutes: number
  readonly maxPlayerCount: number
  readonly fee: number
  readonly parkingCapacity: number
  /** How many ask for a seat, and how many of them then give it back. */
  readonly applicants: number
  readonly leave: number
  readonly cancelled?: true
}

const fixture = (
  [title, venue]: readonly [string, string],
  [inDays, at, durationMinutes]: readonly [number, string, number],
  [maxPlayerCount, fee, parkingCapacity]: readonly [number, number, number],
  rest: Pick<Fixture, 'applicants' | 'leave' | 'cancelled'>,
): Fixture => ({ title, venue, inDays, at, durationMinutes, maxPlayerCount, fee, parkingCapacity, ...rest })

export const fixtures: readonly Fixture[] = [
  fixture(['After work 6 v 6', 'Mapo Futsal Park, Seoul'], [1, '19:30', 120], [12, 0, 8], { applicants: 20, leave: 0 }),
  fixture(['Beach warm-up 5 v 5', 'Gwangalli Arena, Busan'], [1, '07:00', 90], [10, 0, 20], {
    applicants: 7,
    leave: 1,
  }),
  fixture(['새벽 풋살, 초보 환영', '유성 풋살장, 대전'], [2, '06:30', 90], [18, 0, 12], { applicants: 11, leave: 2 }),
  fixture(['Friday night league', 'Suseong Dome, Daegu'], [3, '21:00', 120], [18, 12_000, 30], {
    applicants: 9,
    leave: 1,
  }),
  fixture(['Women only 5 v 5', 'Songdo Indoor Court, Incheon'], [3, '18:00', 120], [10, 10_000, 15], {
    applicants: 6,
    leave: 0,
  }),
  fixture(['주말 3파전', '상무 스포츠파크, 광주'], [4, '10:00', 180], [15, 0, 25], {
    applicants: 8,
    leave: 0,
    cancelled: true,
  }),
  fixture(['Rooftop 4 v 4', 'Pangyo Sky Court, Seongnam'], [5, '20:00', 60], [8, 15_000, 4], {
    applicants: 4,
    leave: 1,
  }),
  fixture(['Sunday friendly 11 v 11', 'Jeju World Cup Annex, Seogwipo'], [6, '15:00', 150], [22, 0, 60], {
    applicants: 16,
    leave: 3,
  }),
]
