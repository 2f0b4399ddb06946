// A billing or a top-up: its state, time line, orders, and the decision of a review.

import { useState } from 'preact/hooks'
import { count, when, won } from '../format.ts'
import { useLoad } from '../load.ts'
import { Badge, Deed, Empty, Fields, Id, OwnId, Page, Section, Shown, Table } from '../parts.tsx'
import { to } from '../route.ts'
import { api, operator } from '../session.ts'
import { say, sayReason, t, type Word } from '../words.ts'
import { ActionsOn } from './actions.tsx'
import { Machine, meaningOf } from './machine.tsx'

/** The states that only the gateway's answer ends. */
const isAsked = (status: string): boolean => status === 'APPROVING' || status === 'CANCELLING'

type Inspected = Extract<Awaited<ReturnType<typeof api.ops.inspectBilling>>, { ok: true }>['body']

export const BillingPage = ({ billingId }: { billingId: string }) => {
  const path = { billingId }
  const [loaded, again] = useLoad(() => api.ops.inspectBilling({ path }), billingId)
  const [told, tell] = useState<Word>()
  const lookUp = async (before: string) => {
    const answer = await api.billing.refreshBillingFor({ path })
    if (answer.ok) {
      const isSame = answer.body.status === before
      tell(isSame ? (isAsked(before) ? 'lookUpOpen' : 'lookUpSame') : 'lookUpChanged')
    }
    return answer
  }
  return (
    <Shown loaded={loaded} again={again}>
      {(found) => (
        <Page
          kind={t(found.kind === 'TOPUP' ? 'topup' : 'billing')}
          title={
            <>
              {won(found.totalAmount)} <Badge of={found.status} />
            </>
          }
        >
          {found.leftAtGateway > 0 ? (
            <p class="note bad">
              <strong>
                {t('leftAtGateway')}: {won(found.leftAtGateway)}
              </strong>
              <br />
              {t('leftAtGatewaySays')}
              {found.review?.atGateway?.paymentId ? (
                <>
                  {' '}
                  {t('gatewayPaymentId')}: <span class="mono">{found.review.atGateway.paymentId}</span>
                </>
              ) : null}
            </p>
          ) : null}
          {found.review ? <Review found={found} again={again} /> : null}
          <Section
            title={t('stateMachine')}
            aside={
              found.gateway && found.status !== 'REVIEW' ? (
                <Deed
                  label={t('lookUp')}
                  title={t('lookUp')}
                  says={t('lookUpSays')}
                  asks="nothing"
                  act={() => lookUp(found.status)}
                  done={again}
                />
              ) : null
            }
          >
            <output>{told ? <p class={`note ${told === 'lookUpOpen' ? 'warn' : 'plain'}`}>{t(told)}</p> : null}</output>
            <Machine status={found.status} timeline={found.timeline} />
            <Fields
              of={[
                ['user', <a href={to('users', found.user.userId)}>{found.user.displayName ?? found.user.userId}</a>],
                ['gateway', found.gateway ? say(found.gateway) : t('none')],
                ['total', won(found.totalAmount)],
                ['coupon', won(found.couponDiscount)],
                ['cash', won(found.cashAmount)],
                ['pay', won(found.payAmount)],
                ['captured', won(found.captured)],
                ['refunded', won(found.refundedPay)],
                ['refundedCash', won(found.refundedCash)],
                ['created', when(found.createdAt)],
                ['expires', when(found.expiresAt)],
                ['nextLook', when(found.nextLookAt)],
                ...(found.accountId ? ([['account', <Id of={found.accountId} />]] as const) : []),
                ['billing', <OwnId of={billingId} />],
              ]}
            />
          </Section>
          <Section title={t('timeline')}>
            <Timeline found={found} />
          </Section>
          {found.orders.length > 0 ? (
            <Section title={t('orders')}>
              <Table
                label={t('orders')}
                items={found.orders}
                keyOf={({ orderId }) => orderId}
                columns={[
                  {
                    head: 'match',
                    cell: ({ matchId, match }) => <a href={to('matches', matchId)}>{match?.title ?? matchId}</a>,
                  },
                  { head: 'state', cell: ({ status }) => <Badge of={status} /> },
                  { head: 'price', number: true, cell: ({ price }) => won(price) },
                  { head: 'coupon', number: true, cell: ({ share }) => won(share.coupon) },
                  { head: 'cash', number: true, cell: ({ share }) => won(share.cash) },
                  { head: 'pay', number: true, cell: ({ share }) => won(share.pay) },
                  { head: 'parking', cell: ({ plateNumber }) => plateNumber ?? '–' },
                ]}
              />
            </Section>
          ) : null}
          {found.attempts.length > 0 ? (
            <Section title={t('attempts')}>
              <Table
                label={t('attempts')}
                items={found.attempts}
                keyOf={({ attempt }) => String(attempt)}
                columns={[
                  { head: 'attempt', number: true, cell: ({ attempt }) => attempt },
                  { head: 'since', cell: ({ startedAt }) => when(startedAt) },
                  { head: 'expires', cell: ({ expiresAt }) => when(expiresAt) },
                  { head: 'paymentId', cell: ({ paymentId }) => <span class="mono">{paymentId ?? '–'}</span> },
                ]}
              />
            </Section>
          ) : null}
          {found.cancellations.length > 0 ? (
            <Section title={t('cancellations')}>
              <Table
                label={t('cancellations')}
                items={found.cancellations}
                keyOf={({ startedAt }) => startedAt}
                columns={[
                  { head: 'since', cell: ({ startedAt }) => when(startedAt) },
                  { head: 'reason', cell: ({ reason }) => reason },
                  { head: 'pay', number: true, cell: ({ pay }) => won(pay) },
                  { head: 'cash', number: true, cell: ({ cash }) => won(cash) },
                  {
                    head: 'state',
                    cell: ({ open }) => (
                      <Badge of="REFUND" tone={open ? 'warn' : 'good'} text={t(open ? 'open' : 'done')} />
                    ),
                  },
                ]}
              />
            </Section>
          ) : null}
          <ActionsOn subject={billingId} />
        </Page>
      )}
    </Shown>
  )
}

const Timeline = ({ found }: { found: Inspected }) => {
  if (found.timeline.length === 0) return <Empty says="noTimeline" />
  return (
    <ol class="timeline">
      {found.timeline.map(({ at, event, from, to: next, call }, no) => (
        <li key={no}>
          <time>{at ? when(at) : t('timeUnknown')}</time>
          <div>
            <Badge of={next} /> {meaningOf(from, event)}
            <Decided found={found} at={at} to={next} />
            {call ? (
              <p class="quiet">
                {found.gateway ? say(found.gateway) : t('gateway')}: {t(call.kind)}, {won(call.amount)}, {t('attempt')}{' '}
                {count(call.attempt)}
                {call.paymentId ? <span class="mono"> {call.paymentId}</span> : null}
              </p>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** What a step into a review found, and what a step out of it decided. */
const Decided = ({ found: { review }, at, to: next }: { found: Inspected; at: string | null; to: string }) => {
  if (!review || at === null) return null
  if (next === 'REVIEW') {
    const seen = at === review.since ? review.atGateway : review.decisions.find(({ since }) => since === at)?.atGateway
    return seen ? (
      <p class="quiet">
        {t('atGateway')}: {t('captured')} {won(seen.captured)}, {t('refunded')} {won(seen.refunded)}
      </p>
    ) : null
  }
  const decision = review.decisions.find((one) => one.at === at)
  return decision ? (
    <p class="quiet">
      {t('decision')}: {say(decision.resolution)}. {decision.note}
    </p>
  ) : null
}

const Review = ({ found, again }: { found: Inspected; again: () => void }) => {
  const { review, orders, kind, captured, payAmount } = found
  if (!review) return null
  const path = { billingId: found.billingId }
  const isUnpaid = kind === 'TOPUP' ? captured === 0 : orders.every(({ status }) => status === 'RESERVED')
  const choices = [
    { resolution: 'SETTLE', word: 'settle', says: isUnpaid ? 'settleUnpaid' : 'settlePaid', tone: 'main' },
    { resolution: 'RELEASE', word: 'release', says: isUnpaid ? 'releaseUnpaid' : 'releasePaid', tone: 'danger' },
  ] as const
  const about = [
    ['user', found.user.displayName ?? found.user.userId],
    ['pay', won(payAmount)],
    ['atGateway', review.atGateway ? won(review.atGateway.captured) : '–'],
  ] as const
  const sides = [['stored', review.stored] as const, ['atGateway', review.atGateway] as const]
  return (
    <Section title={t(found.status === 'REVIEW' ? 'review' : 'lastReview')}>
      <p class={`note ${found.status === 'REVIEW' ? 'bad' : 'plain'}`}>
        <strong>{sayReason(review.reason)}</strong>
        <br />
        {when(review.since)}
      </p>
      <div class="columns">
        {sides.map(([word, amounts]) => (
          <div key={word} class="side">
            <h3>{t(word)}</h3>
            {amounts ? (
              <Fields
                of={[
                  ...(word === 'stored' ? ([['askedFor', won(payAmount)]] as const) : []),
                  ['captured', won(amounts.captured)],
                  ['refunded', won(amounts.refunded)],
                  ...(word === 'atGateway' && review.atGateway
                    ? ([
                        ['statusThere', review.atGateway.status ?? '–'],
                        ['gatewayPaymentId', <span class="mono">{review.atGateway.paymentId ?? '–'}</span>],
                      ] as const)
                    : []),
                ]}
              />
            ) : (
              <p class="empty">{t(word === 'atGateway' ? 'gatewayUnknown' : 'none')}</p>
            )}
          </div>
        ))}
      </div>
      {found.status !== 'REVIEW' ? null : found.user.userId === operator.value?.userId ? (
        <p class="note plain">{t('ownReview')}</p>
      ) : (
        <div class="columns">
          {choices.map(({ resolution, word, says, tone }) => (
            <div class="side" key={resolution}>
              <h3>{t(word)}</h3>
              <p>{t(says)}</p>
              <Deed
                label={t(word)}
                title={t(word)}
                about={about}
                says={t(says)}
                asks="note"
                tone={tone}
                act={(note) => api.billing.resolveReview({ path, body: { resolution, note } })}
                done={again}
              />
            </div>
          ))}
        </div>
      )}
      {review.decisions.length > 0 ? (
        <>
          <h3>{t(found.status === 'REVIEW' ? 'decisions' : 'decision')}</h3>
          <Table
            label={t('decisions')}
            items={review.decisions}
            keyOf={({ since, at }) => `${since} ${at}`}
            columns={[
              { head: 'time', cell: ({ at }) => when(at) },
              { head: 'what', cell: ({ resolution }) => say(resolution) },
              { head: 'atGateway', number: true, cell: ({ atGateway }) => (atGateway ? won(atGateway.captured) : '–') },
              { head: 'who', cell: ({ by }) => <Id of={by} /> },
              { head: 'note', cell: ({ note }) => note },
            ]}
          />
        </>
      ) : null}
    </Section>
  )
}
