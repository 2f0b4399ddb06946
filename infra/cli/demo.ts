// `npm run demo`: fills a running instance with people, money, matches and payments over HTTP.

import { PASSWORD } from '#infra/demo/cast.ts'
import { work } from '#infra/demo/office.ts'
import { arrive, overdraw, type Person, type Played, pay, play, spend } from '#infra/demo/scenes.ts'
import { got, type Visit, visit } from '#infra/demo/visit.ts'
import { findInstance } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run demo',
  text: `Fills a running instance with people, money, matches and payments.

The instance is the one at HOLDFAST_URL, or the one that runs on DATA_DIR (default .data).`,
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const won = (amount: number): string => `${amount.toLocaleString('en')} won`

await runScript(async () => {
  argumentsOf(usage)
  const began = Date.now()
  const { HOLDFAST_URL: given, DATA_DIR: dataDir } = process.env
  const instance = given ? undefined : findInstance(dataDir || '.data')
  const there = await visit(given?.replace(/\/+$/, '') || instance?.url || '', began)
  say(`Filling ${there.url} ...`)
  const people = await arrive(there)
  say(`${people.length} users registered, and each opened an account`)
  await spend(there, people)
  say('Each user received a salary, spent some of it and transferred some to the next user')
  const [first] = people as [Person]
  if (!(await overdraw(there, first)))
    say(`${first.username} tried to withdraw 1,000,000,000,000 won: insufficient-balance`)
  const played = await play(there, people)
  for (const { title, applicants, maxPlayerCount, rejectionOf } of played)
    if (rejectionOf > 0)
      say(
        `${applicants} users applied at once for the ${maxPlayerCount} seats of "${title}": ${rejectionOf} got match-full`,
      )
  // At another instance the gateways may be real.
  const paid = instance?.sandbox ? await pay(there, instance.sandbox.url, played) : 0
  if (paid > 0) say(`${paid} users paid for their seats through the sandbox of KakaoPay and Toss`)
  await summarise(there, people, played, paid > 0 ? 'paid' : 'held 10 min')
  const clerk = instance?.sandbox ? await work(there, instance.sandbox.url) : undefined
  if (clerk)
    say(`\nThe console at ${there.url}/console has something to decide. Sign in as ${clerk} with the password below.`)
  say(`\n${tallied(there)} in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  say(`\nSign in as any of these users with the password "${PASSWORD}":\n\n${curls(there.url, first)}`)
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
  say(`\n${accounts.length} accounts hold ${won(sum)} after ${entries} ledger entries. ${played.length} matches:`)
  const { matches } = there.as()
  for (const { matchId } of played) {
    const { title, venue, ...match } = got('a match', await matches.getMatch({ path: { matchId } }))
    const seats = `${match.playerCount}/${match.maxPlayerCount}`
    const terms = match.status === 'CANCELLED' ? 'cancelled' : match.fee > 0 ? `${won(match.fee)}, ${how}` : 'free'
    say(`  ${match.startsAt.slice(0, 16)}Z  ${seats.padStart(5)}  ${terms.padEnd(24)}  ${title}; ${venue}`)
  }
}

function tallied({ tally: { requests, replays, refused } }: Visit): string {
  const again = replays > 0 ? `, ${replays} of them replays of an earlier reply` : ''
  return `${requests} requests${again}, ${refused} refused by an invariant`
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
