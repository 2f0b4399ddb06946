// A match: players with countdowns of their holds, ended applications, and its cancellation.

import { signal } from '@preact/signals'
import { clock, count, when, won } from '../format.ts'
import { useLoad } from '../load.ts'
import { Badge, Deed, Empty, Fields, Id, OwnId, Page, Section, Shown, Table } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { say, t, type Word } from '../words.ts'
import { ActionsOn } from './actions.tsx'

const now = signal(Date.now())
setInterval(() => {
  now.value = Date.now()
}, 1000)

/** @param billingId of the billing that pays for the seat: an open one keeps it beyond the hold */
const Countdown = ({ until, billingId }: { until: string; billingId: string | null }) => {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now.value) / 1000))
  if (seconds === 0) return <>{t(billingId ? 'heldByBilling' : 'holdOver')}</>
  return (
    <span role="timer">
      {t('heldUntil')} {clock(seconds)}
    </span>
  )
}

interface Line {
  readonly at: string
  readonly word: Word
  readonly userId?: string
  readonly name?: string | null
  readonly why?: string
}

interface Amounts {
  readonly pay: number
  readonly cash: number
  readonly coupon: number
}

const amounts = ({ pay, cash, coupon }: Amounts): string =>
  `${t('pay')} ${won(pay)}, ${t('cash')} ${won(cash)}, ${t('coupon')} ${won(coupon)}`

const sumOf = (ended: Inspected['ended']): Amounts =>
  ended.reduce(
    (sum, { returned }) => ({
      pay: sum.pay + (returned?.pay ?? 0),
      cash: sum.cash + (returned?.cash ?? 0),
      coupon: sum.coupon + (returned?.coupon ?? 0),
    }),
    { pay: 0, cash: 0, coupon: 0 },
  )

type Inspected = Extract<Awaited<ReturnType<typeof api.ops.inspectMatch>>, { ok: true }>['body']

/** What happened to a match, oldest first. Of a seat that was given back, only its end is known. */
const linesOf = (match: Pick<Inspected, 'createdAt' | 'cancelledAt' | 'seats' | 'ended'>): Line[] => {
  const { createdAt, cancelledAt, seats, ended } = match
  const lines: Line[] = [
    { at: createdAt, word: 'matchOpened' },
    ...seats.map(
      (seat): Line => ({ at: seat.createdAt, word: 'seatTaken', userId: seat.userId, name: seat.displayName }),
    ),
    ...ended.map(
      ({ endedAt, userId, displayName, by }): Line => ({
        ...{ at: endedAt, word: 'seatEnded', userId, name: displayName, why: by },
      }),
    ),
    ...(cancelledAt ? [{ at: cancelledAt, word: 'matchCancelled' } as const] : []),
  ]
  return lines.toSorted((one, other) => one.at.localeCompare(other.at))
}

export const MatchPage = ({ matchId }: { matchId: string }) => {
  const path = { matchId }
  const [loaded, again] = useLoad(() => api.ops.inspectMatch({ path }), matchId)
  return (
    <Shown loaded={loaded} again={again}>
      {({ seats, waiting, ended, refunds, host, ...match }) => {
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
                    about={[
                      ['match', match.title],
                      ['starts', when(match.startsAt)],
                      ['seatsBack', count(seats.length)],
                      ['waiters', count(waiting.length)],
                      ['paidSeats', count(refunds.seats)],
                      ['pay', won(refunds.pay)],
                      ['cash', won(refunds.cash)],
                      ['coupon', won(refunds.coupon)],
                    ]}
                    says={t('cancelMatchSays')}
                    tone="danger"
                    act={(reason) => api.ops.cancelMatchFor({ path, body: { reason } })}
                    done={again}
                  />
                ) : null
              }
            >
              {match.status === 'CANCELLED' && seats.length + waiting.length > 0 ? (
                <div class="note warn">
                  <strong>
                    {t('givingBack')} {count(seats.length)}
                  </strong>
                  <p>
                    {t('paidSeats')} {count(refunds.seats)}: {amounts(refunds)}
                  </p>
                  <button type="button" onClick={again}>
                    {t('reload')}
                  </button>
                </div>
              ) : null}
              <Fields
                of={[
                  ['state', <Badge of={match.status} tone={match.status === 'OPEN' ? 'good' : 'plain'} />],
                  ['host', <a href={to('users', host.userId)}>{host.displayName ?? host.userId}</a>],
                  ['venue', match.venue],
                  ['starts', when(match.startsAt)],
                  ['players', `${match.playerCount} / ${match.maxPlayerCount}`],
                  ['fee', match.fee > 0 ? won(match.fee) : t('free')],
                  ['parking', `${match.parkingCount} / ${match.parkingCapacity}`],
                  ['created', when(match.createdAt)],
                  ['match', <OwnId of={matchId} />],
                ]}
              />
            </Section>
            <Section title={t('players')}>
              {seats.length === 0 ? (
                <Empty says={match.status === 'CANCELLED' ? 'noPlayersLeft' : 'noPlayers'} />
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
                      cell: ({ createdAt, heldUntil, billingId }) =>
                        heldUntil ? <Countdown until={heldUntil} billingId={billingId} /> : when(createdAt),
                    },
                    { head: 'billing', cell: ({ billingId }) => (billingId ? <Id of={billingId} /> : '–') },
                    { head: 'plate', cell: ({ plateNumber }) => plateNumber ?? '–' },
                  ]}
                />
              )}
            </Section>
            <Section title={t('waitingList')}>
              {waiting.length === 0 ? (
                <Empty says={match.status === 'CANCELLED' ? 'noListLeft' : 'noWaiting'} />
              ) : (
                <Table
                  label={t('waitingList')}
                  items={waiting.map((one, at) => ({ ...one, position: at + 1 }))}
                  keyOf={({ userId }) => userId}
                  columns={[
                    { head: 'position', cell: ({ position }) => count(position) },
                    {
                      head: 'user',
                      cell: ({ userId, displayName }) => <a href={to('users', userId)}>{displayName ?? userId}</a>,
                    },
                    { head: 'since', cell: ({ joinedAt }) => when(joinedAt) },
                  ]}
                />
              )}
            </Section>
            {ended.length > 0 ? (
              <Section title={t('givenBack')} aside={<span class="quiet">{amounts(sumOf(ended))}</span>}>
                <Table
                  label={t('givenBack')}
                  items={ended}
                  keyOf={({ applicationId }) => applicationId}
                  columns={[
                    {
                      head: 'user',
                      cell: ({ userId, displayName }) => <a href={to('users', userId)}>{displayName ?? userId}</a>,
                    },
                    { head: 'time', cell: ({ endedAt }) => when(endedAt) },
                    { head: 'cause', cell: ({ by }) => say(by) },
                    { head: 'billing', cell: ({ billingId }) => (billingId ? <Id of={billingId} /> : '–') },
                    { head: 'pay', number: true, cell: ({ returned }) => (returned ? won(returned.pay) : '–') },
                    { head: 'cash', number: true, cell: ({ returned }) => (returned ? won(returned.cash) : '–') },
                    { head: 'coupon', number: true, cell: ({ returned }) => (returned ? won(returned.coupon) : '–') },
                  ]}
                />
              </Section>
            ) : null}
            <Section title={t('timeline')}>
              <ol class="timeline">
                {linesOf({ ...match, seats, ended }).map(({ at, word, userId, name, why }) => (
                  <li key={`${at} ${word} ${userId}`}>
                    <time>{when(at)}</time>
                    <div>
                      {t(word)}{' '}
                      {name ? <a href={to('users', userId ?? '')}>{name}</a> : userId ? <Id of={userId} /> : null}
                      {why ? <span class="quiet"> {say(why)}</span> : null}
                    </div>
                  </li>
                ))}
              </ol>
            </Section>
            <ActionsOn subject={matchId} />
          </Page>
        )
      }}
    </Shown>
  )
}
