// The data of the demo: people, matches and expenses.

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

/** The operator of the console's scenes. */
export const clerk: Character = { username: 'sujin.ryu', firstName: 'Sujin', lastName: 'Ryu', bank: 'Shinhan' }

/** Whose payments an operator looks after. The last one is locked. */
export const guests: readonly Character[] = [
  { username: 'inho.baek', firstName: 'Inho', lastName: 'Baek', bank: 'Hana' },
  { username: 'mira.chu', firstName: 'Mira', lastName: 'Chu', bank: 'Woori' },
  { username: 'taemin.bang', firstName: 'Taemin', lastName: 'Bang', bank: 'KakaoBank' },
  { username: 'hyejin.noh', firstName: 'Hyejin', lastName: 'Noh', bank: 'Toss Bank' },
  { username: 'free.coupons', firstName: 'Free', lastName: 'Coupons', bank: 'Hana' },
]

/** The shared password of the demo users. It is printed, so it is not a secret. */
export const PASSWORD = 'correct horse battery'

export const expenses = ['rent', 'groceries', 'phone bill', 'new futsal shoes', 'train to Busan', 'gym membership']
export const favours = ['fried chicken, my half', 'taxi home', 'concert ticket', 'birthday present', 'coffee all week']

export interface Fixture {
  readonly title: string
  readonly venue: string
  /** Days from today, and the time of day in Seoul. */
  readonly inDays: number
  readonly at: string
  readonly durationMinutes: number
  readonly maxPlayerCount: number
  readonly fee: number
  readonly parkingCapacity: number
  /** The number of users who apply, and of those who give the seat back. */
  readonly applicants: number
  readonly leave: number
  readonly cancelled?: true
}

const usual = { durationMinutes: 120, fee: 0, parkingCapacity: 20, leave: 0 }

/** In order of their start. */
export const fixtures: readonly Fixture[] = [
  {
    ...usual,
    title: 'Beach warm-up 5 v 5',
    venue: 'Gwangalli Arena, Busan',
    inDays: 1,
    at: '07:00',
    maxPlayerCount: 10,
    applicants: 7,
    leave: 1,
  },
  {
    ...usual,
    title: '새벽 풋살, 초보 환영',
    venue: '유성 풋살장, 대전',
    inDays: 2,
    at: '06:30',
    maxPlayerCount: 18,
    applicants: 11,
    leave: 2,
  },
  {
    ...usual,
    title: 'After work 6 v 6',
    venue: 'Mapo Futsal Park, Seoul',
    inDays: 2,
    at: '19:30',
    maxPlayerCount: 12,
    applicants: 20,
  },
  {
    ...usual,
    title: 'Indoor 5 v 5, beginners',
    venue: 'Songdo Court, Incheon',
    inDays: 3,
    at: '18:00',
    maxPlayerCount: 10,
    fee: 10_000,
    applicants: 6,
  },
  {
    ...usual,
    title: 'Night league 6 v 6 v 6',
    venue: 'Suseong Dome, Daegu',
    inDays: 3,
    at: '21:00',
    maxPlayerCount: 18,
    fee: 12_000,
    applicants: 9,
    leave: 1,
  },
  {
    ...usual,
    title: '아침 3파전',
    venue: '상무 스포츠파크, 광주',
    inDays: 4,
    at: '10:00',
    maxPlayerCount: 15,
    applicants: 8,
    cancelled: true,
  },
  {
    ...usual,
    title: 'Rooftop 4 v 4',
    venue: 'Pangyo Sky Court, Seongnam',
    inDays: 5,
    at: '20:00',
    maxPlayerCount: 8,
    fee: 15_000,
    applicants: 4,
    leave: 1,
  },
  {
    ...usual,
    title: 'Friendly 11 v 11',
    venue: 'Jeju World Cup Annex, Seogwipo',
    inDays: 6,
    at: '15:00',
    maxPlayerCount: 22,
    applicants: 16,
    leave: 3,
  },
]
