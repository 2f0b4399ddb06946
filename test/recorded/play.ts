// All stories in sequence on a fresh instance.

import type { Listed } from './endpoints.ts'
import { PASSWORD, Player } from './player.ts'
import type { Server } from './server.ts'
import { billing } from './stories/billing.ts'
import { chat, chatLimits, hoards } from './stories/chat.ts'
import { briefCampaign, coupons } from './stories/coupons.ts'
import { friends } from './stories/friends.ts'
import { matches } from './stories/matches.ts'
import { money } from './stories/money.ts'
import { ops } from './stories/ops.ts'
import { people } from './stories/people.ts'
import { sweep } from './stories/sweep.ts'
import { users } from './stories/users.ts'
import { waiting } from './stories/waiting.ts'
import { wallet } from './stories/wallet.ts'

export const play = async (server: Server, endpoints: readonly Listed[]): Promise<Player> => {
  const player = new Player(server)
  player.story('before')
  await player.need('POST /users', {
    body: { username: 'op.sun', email: 'op@example.com', password: PASSWORD, firstName: 'Sun', lastName: 'Cho' },
  })
  await server.script('operator', 'op.sun')
  const operator = await player.signedIn('op.sun')
  const brief = await briefCampaign(player, operator)
  await users(player)
  await wallet(player)
  await matches(player)
  await waiting(player)
  await friends(player)
  await chat(player)
  await coupons(player, operator, brief)
  const hoarder = await player.person('hoarder')
  // They do not affect each other.
  const [hoard] = await Promise.all([hoards(player, hoarder), billing(player, operator)])
  await chatLimits(player, hoard)
  await ops(player, operator)
  await sweep(player, endpoints, operator)
  // The access token of an operator is valid for five minutes.
  const again = await player.signedIn('op.sun')
  await people(player, again)
  await money(player, again)
  return player
}
