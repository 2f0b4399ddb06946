// What waits for an operator: reviews, billings that a gateway leaves open, payouts.

import type { ComponentChildren } from 'preact'
import { when, won } from '../format.ts'
import { usePages } from '../load.ts'
import { AccountNumber, Badge, Deed, Id, Listed, Page, Section } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { say, sayReason, t, type Word } from '../words.ts'

const lists: readonly (readonly [list: string, Word])[] = [
  ['reviews', 'reviews'],
  ['stuck', 'stuck'],
  ['payouts', 'payouts'],
]

export const PaymentsPage = ({ list }: { list: string }) => (
  <Page title={t('payments')}>
    <div class="choices" role="group" aria-label={t('payments')}>
      {lists.map(([one, word]) => (
        <a key={one} class="button" href={to('payments', one)} aria-current={one === list ? 'page' : undefined}>
          {t(word)}
        </a>
      ))}
    </div>
    {list === 'stuck' ? <Stuck /> : list === 'payouts' ? <Payouts /> : <Reviews />}
  </Page>
)

const link = (billingId: string, text: string) => <a href={to('billings', billingId)}>{text}</a>

const Buyer = ({ userId, username }: { userId: string; username: string | null }) =>
  username ? <a href={to('users', userId)}>{username}</a> : <Id of={userId} />

const Reviews = () => {
  const pages = usePages((cursor) => api.billing.listReviews({ query: cursor ? { cursor } : {} }), 'reviews')
  return (
    <Section title={t('reviews')}>
      <Listed
        label={t('reviews')}
        pages={pages}
        empty="noReviews"
        keyOf={({ billingId }) => billingId}
        columns={[
          { head: 'since', cell: ({ billingId, since }) => link(billingId, when(since)) },
          { head: 'reason', cell: ({ reason }) => sayReason(reason) },
          { head: 'user', cell: ({ userId, username }) => <Buyer userId={userId} username={username} /> },
          { head: 'pay', number: true, cell: ({ payAmount }) => won(payAmount) },
          { head: 'stored', number: true, cell: ({ captured }) => won(captured) },
          { head: 'atGateway', number: true, cell: ({ atGateway }) => (atGateway ? won(atGateway.captured) : '–') },
          { head: 'gateway', cell: ({ gateway }) => (gateway ? say(gateway) : '–') },
        ]}
      />
    </Section>
  )
}

const Stuck = () => {
  const pages = usePages((cursor) => api.billing.listStuckBillings({ query: cursor ? { cursor } : {} }), 'stuck')
  return (
    <Section title={t('stuck')}>
      <Listed
        label={t('stuck')}
        pages={pages}
        empty="noStuck"
        keyOf={({ billingId }) => billingId}
        columns={[
          { head: 'since', cell: ({ billingId, since }) => link(billingId, when(since)) },
          { head: 'state', cell: ({ status }) => <Badge of={status} /> },
          { head: 'nextLook', cell: ({ nextLookAt }) => when(nextLookAt) },
          { head: 'user', cell: ({ userId, username }) => <Buyer userId={userId} username={username} /> },
          { head: 'pay', number: true, cell: ({ payAmount }) => won(payAmount) },
          { head: 'gateway', cell: ({ gateway }) => (gateway ? say(gateway) : '–') },
        ]}
      />
    </Section>
  )
}

interface Payout {
  readonly amount: number
  readonly bank: string
  readonly accountNumber: string
  readonly owner: { readonly username: string; readonly firstName: string; readonly lastName: string }
}

const aboutPayout = ({
  amount,
  bank,
  accountNumber,
  owner,
}: Payout): readonly (readonly [Word, ComponentChildren])[] => [
  ['amount', won(amount)],
  ['owner', `${owner.firstName} ${owner.lastName}`],
  ['username', owner.username],
  ['bank', bank],
  ['accountNumber', <AccountNumber of={accountNumber} />],
]

const Payouts = () => {
  const pages = usePages((cursor) => api.wallet.listPendingPayouts({ query: cursor ? { cursor } : {} }), 'payouts')
  return (
    <Section title={t('payouts')}>
      <Listed
        label={t('payouts')}
        pages={pages}
        empty="noPayouts"
        keyOf={({ payoutId }) => payoutId}
        columns={[
          {
            head: 'requested',
            cell: ({ accountId, createdAt }) => <a href={to('accounts', accountId)}>{when(createdAt)}</a>,
          },
          { head: 'amount', number: true, cell: ({ amount }) => won(amount) },
          { head: 'bank', cell: ({ bank }) => bank },
          { head: 'accountNumber', cell: ({ accountNumber }) => <AccountNumber of={accountNumber} /> },
          {
            head: 'owner',
            cell: ({ owner: { userId, username, firstName, lastName, lockedAt } }) => (
              <>
                <a href={to('users', userId)}>{`${firstName} ${lastName}`}</a> <span class="mono">{username}</span>{' '}
                {lockedAt ? <Badge of="LOCKED" /> : null}
              </>
            ),
          },
          { head: 'information', cell: ({ information }) => information },
          {
            head: 'decision',
            cell: ({ payoutId, ...payout }) => (
              <div class="bar start">
                <Deed
                  label={t('markPaid')}
                  title={t('markPaid')}
                  about={aboutPayout(payout)}
                  says={t('markPaidSays')}
                  asks="note"
                  tone="main"
                  act={(note) => api.wallet.decidePayout({ path: { payoutId }, body: { resolution: 'PAID', note } })}
                  done={pages.reload}
                />
                <Deed
                  label={t('reject')}
                  title={t('reject')}
                  about={aboutPayout(payout)}
                  says={t('rejectSays')}
                  asks="note"
                  tone="danger"
                  act={(note) =>
                    api.wallet.decidePayout({ path: { payoutId }, body: { resolution: 'REJECTED', note } })
                  }
                  done={pages.reload}
                />
              </div>
            ),
          },
        ]}
      />
    </Section>
  )
}
