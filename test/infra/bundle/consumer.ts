// A program of another project that uses only the package holdfast-client.

export const program = (baseUrl: string): string => `
import { api, LostError, matches, RefusedError, session, type SessionTokens, users, wallet } from 'holdfast-client'
import { wallet as alone } from 'holdfast-client/contracts/wallet'

const main = async (): Promise<void> => {
  const kept: (SessionTokens | undefined)[] = []
  const baseUrl = ${JSON.stringify(baseUrl)}
  const token = session({ baseUrl, onTokens: (tokens) => void kept.push(tokens) })
  const holdfast = api({ users, wallet, matches }, { baseUrl, token, tries: 2, withinMs: 20_000 })

  const username = 'u' + Math.random().toString(36).slice(2, 12)
  const password = 'correct horse'
  const email = username + '@example.com'
  const me = await holdfast.users.register({ body: { username, email, password, firstName: 'Minji', lastName: 'Kim' } })
  if (!me.ok) throw new Error(me.body.detail)
  const signedIn = await holdfast.users.createTokens({ body: { username, password } })
  if (!signedIn.ok) throw new Error(signedIn.body.detail)
  // Simulates that fifteen minutes have passed.
  token.set({ ...signedIn.body, accessToken: 'expired' })

  const accountNumber = String(Date.now()).slice(-8)
  const account = await holdfast.wallet.openAccount({ body: { bank: 'KakaoBank', accountNumber } })
  if (!account.ok) throw new Error(account.code === 'account-exists' ? 'there is one' : account.body.detail)
  const path = { accountId: account.body.accountId }
  for (const amount of [1000, 2000, 3000]) await holdfast.wallet.deposit({ path, body: { amount, information: 'salary' } })
  const refused = await holdfast.wallet.withdraw({ path, body: { amount: 9000, information: 'rent' } })
  const available: number = refused.code === 'insufficient-balance' ? refused.body.available : -1

  const startsAt = new Date(Date.now() + 86_400_000).toISOString()
  const match = { title: 'Friday futsal', venue: 'Mapo', startsAt, durationMinutes: 60, maxPlayerCount: 2, fee: 0 }
  const made = await holdfast.matches.openMatch({ body: match })
  if (!made.ok) throw new Error(made.body.detail)
  const applied = await holdfast.matches.applyToMatch({ path: { matchId: made.body.matchId } })
  const amounts: number[] = []
  for await (const { amount } of holdfast.wallet.listTransactions.all({ path, query: { limit: 2 } })) amounts.push(amount)
  const { ok: listed } = await holdfast.matches.listMatches()

  console.log(JSON.stringify({ applied: applied.status, amounts, available, listed, renewed: kept.length }))
  console.log(alone === wallet, typeof LostError, typeof RefusedError)
}
main()
`
