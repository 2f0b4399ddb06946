// A match: players with countdowns of their holds, ended applications, and its cancellation.

import { signal } from '@preact/signals'
import { clock, count, when, won } from '../format.ts'
import { useLoad } from '../load.ts'
import { Badge, Deed, Empty, Fields, Id, Page, Section, Shown, Table } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { say, t } from '../words.ts'
import { ActionsOn } from './actions.tsx'

const now = signal(Date.now())
setInterval(() => {
  now.value = Date.now()
}, 1000)

const Countdown = ({ until }: { until: string }) => {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now.value) / 1000))
  return (
    <span role="timer">
      {t('heldUntil')} {clock(seconds)}
    </span>
  )
}

export const MatchPage = ({ matchId }: { matchId: string }) => {
  const path = { matchId }
  const [loaded, again] = useLoad(() => api.ops.inspectMatch({ path }), matchId)
  return (
    <Shown loaded={loaded} again={again}>
      {({ seats, ended, refunds, host, ...match }) => {
        const isOpen = match.status === 'OPEN' && Date.parse(match.startsAt) > Date.now()
        return (
          <Page kind={t('match')} title={match.title}>
            <Section
              title={t('match')}
              aside={
                isOpen ? (
                  <Deed
                    label={t('cancelMatch')}
                    title={t('cancelMatch')}
                    says={
                      <>
                        {t('cancelMatchSays')} {t('seats')} {count(refunds.seats)}, {t('pay')} {won(refunds.pay)},{' '}
                        {t('cash')} {won(refunds.cash)}, {t('coupon')} {won(refunds.coupon)}
                      </>
                    }
                    tone="danger"
                    act={(reason) => api.ops.cancelMatchFor({ path, body: { reason } })}
                    done={again}
                  />
                ) : null
              }
            >
              <Fields
                of={[
                  ['state', <Badge of={match.status} tone={match.status === 'OPEN' ? 'good' : 'plain'} />],
                  ['host', <a href={to('users', host.userId)}>{host.displayName ?? host.userId}</a>],
                  ['venue', match.venue],
                  ['starts', when(match.startsAt)],
                  ['players', `${match.playerCount} / ${match.maxPlayerCount}`],
                  ['fee', won(match.fee)],
                  ['parking', `${match.parkingCount} / ${match.parkingCapacity}`],
                  ['created', when(match.createdAt)],
                  ['match', <Id of={matchId} />],
                ]}
              />
            </Section>
            <Section title={t('players')}>
              {seats.length === 0 ? (
                <Empty says="noPlayers" />
              ) : (
                <Table
                  label={t('players')}
                  items={seats}
                  keyOf={({ applicationId }) => applicationId}
                  columns={[
                    {
                      head: 'user',
                      cell: ({ userId, displayName }) => <a href={to('users', userId)}>{displayName ?? userId}</a>,
                    },
                    { head: 'state', cell: ({ status }) => <Badge of={status} /> },
                    {
                      head: 'time',
                      cell: ({ createdAt, heldUntil }) =>
                        heldUntil ? <Countdown until={heldUntil} /> : when(createdAt),
                    },
                    { head: 'billing', cell: ({ billingId }) => (billingId ? <Id of={billingId} /> : '–') },
                    { head: 'plate', cell: ({ plateNumber }) => plateNumber ?? '–' },
                  ]}
                />
              )}
            </Section>
            <Section title={t('ended')}>
              {ended.length === 0 ? (
                <Empty says="noEnded" />
              ) : (
                <Table
                  label={t('ended')}
                  items={ended}
                  keyOf={({ applicationId }) => applicationId}
                  columns={[
                    { head: 'time', cell: ({ endedAt }) => when(endedAt) },
                    { head: 'user', cell: ({ userId }) => <Id of={userId} /> },
                    { head: 'cause', cell: ({ by }) => say(by) },
                  ]}
                />
              )}
            </Section>
            <ActionsOn subject={matchId} />
          </Page>
        )
      }}
    </Shown>
  )
}
