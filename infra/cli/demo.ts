// `npm run demo`: fills a running instance with people, money, matches and payments over HTTP.

import { PASSWORD } from '#infra/demo/cast.ts'
import { work } from '#infra/demo/office.ts'
import { arrive, overdraw, type Person, type Played, pay, play, spend } from '#infra/demo/scenes.ts'
import { got, type Visit, visit } from '#infra/demo/visit.ts'
import { findInstance } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { said } from '#infra/local/said.ts'
import type { Text } from '#kernel/data/language.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run demo',
  text: {
    en: `Fills a running instance with people, money, matches and payments.

The instance is the one at HOLDFAST_URL, or the one that runs on DATA_DIR (default .data).`,
    ko: `실행 중인 인스턴스를 사용자, 돈, 경기, 결제로 채웁니다.

인스턴스는 HOLDFAST_URL의 것이거나 DATA_DIR(기본값 .data)에서 실행 중인 것입니다.`,
  },
}

const tell = (line: string): boolean => process.stdout.write(`${line}\n`)
const say = (text: Text): boolean => tell(said(text))
const digits = (amount: number): string => amount.toLocaleString('en')
const won = (amount: number): string => said({ en: `${digits(amount)} won`, ko: `${digits(amount)}원` })

await runScript(async () => {
  argumentsOf(usage)
  const began = Date.now()
  const { HOLDFAST_URL: given, DATA_DIR: dataDir } = process.env
  const instance = given ? undefined : findInstance(dataDir || '.data')
  const there = await visit(given?.replace(/\/+$/, '') || instance?.url || '', began)
  say({ en: `Filling ${there.url} ...`, ko: `${there.url} 을 채우는 중 ...` })
  const people = await arrive(there)
  const { length } = people
  say({
    en: `${length} users registered, and each opened an account`,
    ko: `사용자 ${length}명이 가입하고 계좌를 열었습니다`,
  })
  await spend(there, people)
  say({
    en: 'Each user received a salary, spent some of it and transferred some to the next user',
    ko: '모두 급여를 받아 일부를 쓰고 일부를 다음 사용자에게 이체했습니다',
  })
  const [first] = people as [Person]
  if (!(await overdraw(there, first)))
    say({
      en: `${first.username} tried to withdraw 1,000,000,000,000 won: insufficient-balance`,
      ko: `${first.username}이 1,000,000,000,000원을 출금하려 했습니다: insufficient-balance`,
    })
  const played = await play(there, people)
  for (const { title, applicants, maxPlayerCount: seats, rejectionOf } of played)
    if (rejectionOf > 0)
      say({
        en: `${applicants} users applied at once for the ${seats} seats of "${title}": ${rejectionOf} got match-full and wait`,
        ko: `"${title}"의 자리 ${seats}개에 ${applicants}명이 동시에 신청했습니다: ${rejectionOf}명은 match-full을 받고 기다립니다`,
      })
  // At another instance the gateways may be real.
  const paid = instance?.sandbox ? await pay(there, instance.sandbox.url, played) : 0
  if (paid > 0)
    say({
      en: `${paid} users paid for their seats through the sandbox of KakaoPay and Toss`,
      ko: `${paid}명이 카카오페이와 토스의 샌드박스로 결제했습니다`,
    })
  const how = paid > 0 ? said({ en: 'paid', ko: '결제됨' }) : said({ en: 'held 10 min', ko: '10분 보류' })
  await summarise(there, people, played, how)
  const clerk = instance?.sandbox ? await work(there, instance.sandbox.url, people.slice(6, 9)) : undefined
  if (clerk)
    say({
      en: `\nThe console at ${there.url}/console has something to decide. Sign in as ${clerk} with the password below.`,
      ko: `\n${there.url}/console 콘솔에 결정할 일이 있습니다. 아래 비밀번호로 ${clerk}에 로그인해 주십시오.`,
    })
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  say({ en: `\n${tallied(there).en} in ${seconds} s`, ko: `\n${seconds}초 동안 ${tallied(there).ko}` })
  say({
    en: `\nSign in as any of these users with the password "${PASSWORD}":\n`,
    ko: `\n이 사용자들의 비밀번호는 "${PASSWORD}"입니다:\n`,
  })
  tell(curls(there.url, first))
})

async function summarise(
  there: Visit,
  people: readonly Person[],
  played: readonly Played[],
  how: string,
): Promise<void> {
  const accounts = await Promise.all(
    people.map(async ({ api, accountId }) => got('an account', await api.wallet.getAccount({ path: { accountId } }))),
  )
  const sum = accounts.reduce((total, { balance }) => total + balance, 0)
  const entries = accounts.reduce((total, { seq }) => total + seq, 0)
  say({
    en: `\n${accounts.length} accounts hold ${won(sum)} after ${entries} ledger entries. ${played.length} matches:`,
    ko: `\n계좌 ${accounts.length}개에 원장 항목 ${entries}개 뒤 ${won(sum)}이 있습니다. 경기 ${played.length}개:`,
  })
  const { matches } = there.as()
  for (const { matchId } of played) {
    const { title, venue, ...match } = got('a match', await matches.getMatch({ path: { matchId } }))
    const seats = `${match.playerCount}/${match.maxPlayerCount}`
    const isCancelled = match.status === 'CANCELLED'
    const terms = isCancelled
      ? said({ en: 'cancelled', ko: '취소됨' })
      : match.fee > 0
        ? `${won(match.fee)}, ${how}`
        : said({ en: 'free', ko: '무료' })
    tell(`  ${match.startsAt.slice(0, 16)}Z  ${seats.padStart(5)}  ${terms.padEnd(24)}  ${title}; ${venue}`)
  }
}

function tallied({ tally: { requests, replays, refused } }: Visit): Text {
  const again = {
    en: replays > 0 ? `, ${replays} of them replays of an earlier reply` : '',
    ko: replays > 0 ? `(이전 응답의 반복 ${replays}개)` : '',
  }
  return {
    en: `${requests} requests${again.en}, ${refused} refused by an invariant`,
    ko: `요청 ${requests}개${again.ko}, 불변조건의 거절 ${refused}개`,
  }
}

function curls(url: string, { username, accountId }: Person): string {
  const json = "-H 'content-type: application/json'"
  const body = JSON.stringify({ username, password: PASSWORD })
  const bearer = '-H "authorization: Bearer $TOKEN"'
  return [
    `TOKEN=$(curl -s ${url}/auth/tokens ${json} -d '${body}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
    `curl -s ${url}/matches`,
    `curl -s ${url}/accounts/${accountId}/transactions ${bearer}`,
    `curl -s ${url}/users/me/applications ${bearer}`,
  ].join('\n')
}
