// Coupon campaigns: all of them, the opening of one, and one whose stripes fill while the operator looks.

import { useEffect, useRef, useState } from 'preact/hooks'
import { count, when, won } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { Badge, Deed, Fields, Listed, OwnId, Page, Section, Shown } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { t } from '../words.ts'
import { ActionsOn } from './actions.tsx'

interface Terms {
  readonly discount:
    | { readonly type: 'AMOUNT'; readonly value: number }
    | { readonly type: 'RATE'; readonly percent: number; readonly maxDiscount: number }
  readonly maxIssueCount: number
  readonly issuedCount: number
  readonly expiresAt: string
}

const discountOf = ({ discount }: Terms): string =>
  discount.type === 'AMOUNT' ? won(discount.value) : `${discount.percent}% (≤ ${won(discount.maxDiscount)})`

const isOver = ({ expiresAt }: Terms): boolean => Date.parse(expiresAt) <= Date.now()
const isFull = ({ issuedCount, maxIssueCount }: Terms): boolean => issuedCount >= maxIssueCount

const State = ({ of }: { of: Terms }) =>
  isOver(of) ? (
    <Badge of="CAMPAIGN" text={t('over')} />
  ) : isFull(of) ? (
    <Badge of="CAMPAIGN" tone="warn" text={t('exhausted')} />
  ) : (
    <Badge of="CAMPAIGN" tone="good" text={t('running')} />
  )

export const CampaignsPage = () => {
  const pages = usePages((cursor) => api.coupons.listCampaigns({ query: cursor ? { cursor } : {} }), 'campaigns')
  return (
    <Page title={t('campaigns')}>
      <Section title={t('campaigns')} aside={<Open done={pages.reload} />}>
        <Listed
          label={t('campaigns')}
          pages={pages}
          empty="noCampaigns"
          keyOf={({ campaignId }) => campaignId}
          columns={[
            { head: 'name', cell: ({ campaignId, name }) => <a href={to('campaigns', campaignId)}>{name}</a> },
            { head: 'state', cell: (campaign) => <State of={campaign} /> },
            { head: 'discount', number: true, cell: discountOf },
            { head: 'minTotal', number: true, cell: ({ minTotal }) => won(minTotal) },
            {
              head: 'issued',
              number: true,
              cell: ({ issuedCount, maxIssueCount }) => `${count(issuedCount)} / ${count(maxIssueCount)}`,
            },
            { head: 'expires', cell: ({ expiresAt }) => when(expiresAt) },
          ]}
        />
      </Section>
    </Page>
  )
}

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim()
const number = (form: FormData, name: string): number => Number(text(form, name))

const Open = ({ done }: { done: () => void }) => {
  const [type, setType] = useState<'AMOUNT' | 'RATE'>('AMOUNT')
  const open = (_: string, form: FormData) =>
    api.coupons.openCampaign({
      body: {
        name: text(form, 'name'),
        discount:
          type === 'AMOUNT'
            ? { type, value: number(form, 'value') }
            : { type, percent: number(form, 'percent'), maxDiscount: number(form, 'maxDiscount') },
        maxIssueCount: number(form, 'maxIssueCount'),
        minTotal: number(form, 'minTotal'),
        // Midnight in Seoul, at the end of the day.
        expiresAt: new Date(`${text(form, 'day')}T23:59:59+09:00`).toISOString(),
        ...(text(form, 'stripes') ? { stripes: number(form, 'stripes') } : {}),
      },
    })
  return (
    <Deed
      label={t('openCampaign')}
      title={t('openCampaign')}
      says={t('openCampaignSays')}
      asks="nothing"
      tone="main"
      act={open}
      done={done}
    >
      <label>
        {t('name')}
        <input name="name" required maxLength={100} />
      </label>
      <label>
        {t('discount')}
        <select value={type} onChange={(event) => setType(event.currentTarget.value === 'RATE' ? 'RATE' : 'AMOUNT')}>
          <option value="AMOUNT">{t('byAmount')}</option>
          <option value="RATE">{t('byRate')}</option>
        </select>
      </label>
      {type === 'AMOUNT' ? (
        <label>
          {t('amountWon')}
          <input name="value" type="number" required min={1} />
        </label>
      ) : (
        <div class="pair">
          <label>
            {t('percent')}
            <input name="percent" type="number" required min={1} max={100} />
          </label>
          <label>
            {t('maxDiscount')}
            <input name="maxDiscount" type="number" required min={1} />
          </label>
        </div>
      )}
      <div class="pair">
        <label>
          {t('couponCount')}
          <input name="maxIssueCount" type="number" required min={1} max={1_000_000} />
        </label>
        <label>
          {t('minTotal')}
          <input name="minTotal" type="number" required min={0} defaultValue="0" />
        </label>
      </div>
      <div class="pair">
        <label>
          {t('lastDay')}
          <input name="day" type="date" required />
        </label>
        <label>
          {t('stripes')}
          <input name="stripes" type="number" min={1} max={64} placeholder={t('automatic')} />
        </label>
      </div>
    </Deed>
  )
}

const POLL_MS = 1000
/** The claims a second are those of this time. */
const RATE_MS = 5000

/** Claims a second, from the counts as they were read. */
const useRate = (issued: number | undefined): number => {
  const seen = useRef<{ readonly at: number; readonly issued: number }[]>([])
  const now = Date.now()
  if (issued !== undefined) seen.current.push({ at: now, issued })
  seen.current = seen.current.filter(({ at }) => now - at <= RATE_MS)
  const [first] = seen.current
  if (!first || issued === undefined || now === first.at) return 0
  return ((issued - first.issued) * 1000) / (now - first.at)
}

export const CampaignPage = ({ campaignId }: { campaignId: string }) => {
  const path = { campaignId }
  const [loaded, again] = useLoad(() => api.ops.inspectCampaign({ path }), campaignId)
  const found = loaded.is === 'here' ? loaded.body : undefined
  const isLive = found !== undefined && !isOver(found) && !isFull(found)
  const rate = useRate(found?.issuedCount)
  useEffect(() => {
    if (!isLive) return
    const timer = setInterval(() => {
      if (!document.hidden) again()
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [isLive])
  return (
    <Shown loaded={loaded} again={again}>
      {(campaign) => (
        <Page
          kind={t('campaign')}
          title={
            <>
              {campaign.name} <State of={campaign} />
            </>
          }
        >
          <Section title={t('campaign')}>
            <Fields
              of={[
                ['issued', `${count(campaign.issuedCount)} / ${count(campaign.maxIssueCount)}`],
                ['claimsASecond', count(Math.round(rate * 10) / 10)],
                ['discount', discountOf(campaign)],
                ['minTotal', won(campaign.minTotal)],
                ['expires', when(campaign.expiresAt)],
                ['created', when(campaign.createdAt)],
                ['campaign', <OwnId of={campaignId} />],
              ]}
            />
          </Section>
          <Section title={t('stripes')}>
            <p class="quiet">{t('stripesLead')}</p>
            <ol class="stripes">
              {campaign.counts.map(({ no, cap, taken }) => (
                <li key={no} class={taken >= cap ? 'full' : ''}>
                  <progress value={taken} max={cap} aria-label={`${t('stripe')} ${no + 1}`} />
                  <span>
                    {count(taken)} / {count(cap)}
                  </span>
                </li>
              ))}
            </ol>
          </Section>
          <ActionsOn subject={campaignId} />
        </Page>
      )}
    </Shown>
  )
}
