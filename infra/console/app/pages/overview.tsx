// The overview: what waits for an operator, the money of today, requests, health, the last audit, and jobs.

import { count, duration, itemsOf, timeOf, violationsOf, when, won } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { Badge, Empty, Listed, Page, Section, Shown, Table } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { language, say, t, type Word } from '../words.ts'

interface Waiting {
  readonly count: number
  readonly more: boolean
}

const Figure = ({ word, of, href }: { word: Word; of: Waiting; href: string }) => (
  <a class={`figure ${of.count > 0 ? 'warn' : ''}`} href={href}>
    <strong>
      {count(of.count)}
      {of.more ? '+' : ''}
    </strong>
    <span>{t(word)}</span>
  </a>
)

const Amount = ({ word, won: amount }: { word: Word; won: number }) => (
  <div class="figure">
    <strong>{won(amount)}</strong>
    <span>{t(word)}</span>
  </div>
)

const Health = () => {
  const [loaded, again] = useLoad(() => api.ops.getHealth({ query: { deep: 'true' } }), 'health')
  const isDown = loaded.is === 'failed' && loaded.failure.code === 'unavailable'
  if (isDown) return <Badge of="DOWN" tone="bad" text={t('unhealthy')} />
  return (
    <Shown loaded={loaded} again={again}>
      {({ version }) => (
        <p>
          <Badge of="UP" tone="good" text={t('healthy')} /> {t('version')} {version}
        </p>
      )}
    </Shown>
  )
}

type Overview = Extract<Awaited<ReturnType<typeof api.ops.getOverview>>, { ok: true }>['body']
type Minutes = NonNullable<Overview['traffic']>['minutes']

const BAR = 10
const HEIGHT = 100

/** A bar for each minute: refusals below, the other requests above. */
const Chart = ({ minutes, label }: { minutes: Minutes; label: string }) => {
  const most = Math.max(1, ...minutes.map(({ requests }) => requests))
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${minutes.length * BAR} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {minutes.map(({ at, requests, refusals }, no) => {
        const [all, refused] = [(requests / most) * HEIGHT, (refusals / most) * HEIGHT]
        const place = { x: no * BAR + 1, width: BAR - 2 }
        return (
          <g key={at}>
            <rect class="answered" {...place} y={HEIGHT - all} height={all - refused} />
            <rect class="refused" {...place} y={HEIGHT - refused} height={refused} />
          </g>
        )
      })}
    </svg>
  )
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)

const Traffic = ({ traffic, dashboardUrl }: Pick<Overview, 'traffic' | 'dashboardUrl'>) => {
  if (!traffic)
    return (
      <p>
        {t('trafficElsewhere')}{' '}
        {dashboardUrl ? (
          <a href={dashboardUrl} target="_blank" rel="noreferrer">
            {t('openDashboard')}
          </a>
        ) : null}
      </p>
    )
  const { minutes, codes } = traffic
  const [requests, refusals] = [
    sum(minutes.map((minute) => minute.requests)),
    sum(minutes.map((minute) => minute.refusals)),
  ]
  const [first, last] = [minutes.at(0)?.at ?? null, minutes.at(-1)?.at ?? null]
  const legend = [
    ['answered', `${t('requests')} ${count(requests)}`],
    ['refused', `${t('refusals')} ${count(refusals)}`],
  ] as const
  return (
    <>
      <p class="legend">
        {legend.map(([kind, text]) => (
          <span key={kind} class={kind}>
            {text}
          </span>
        ))}
      </p>
      <Chart minutes={minutes} label={legend.map(([, text]) => text).join(', ')} />
      <p class="bar quiet small">
        <span>{first && timeOf(first)}</span>
        <span>{last && timeOf(last)}</span>
      </p>
      {codes.length === 0 ? (
        <Empty says="noRefusals" />
      ) : (
        <Table
          label={t('refusals')}
          items={codes}
          keyOf={({ code }) => code}
          columns={[
            {
              head: 'problemCode',
              cell: ({ code }) => (
                <a class="mono" href={`/problems/${code}`} target="_blank" rel="noreferrer">
                  {code}
                </a>
              ),
            },
            { head: 'refusals', number: true, cell: (one) => count(one.count) },
          ]}
        />
      )}
    </>
  )
}

export const OverviewPage = () => {
  const [loaded, again] = useLoad(() => api.ops.getOverview(), 'overview')
  const jobs = usePages((cursor) => api.ops.listJobs({ query: cursor ? { cursor } : {} }), 'jobs')
  return (
    <Page title={t('overview')}>
      <Shown loaded={loaded} again={again}>
        {({ reviews, stuckBillings, payouts, lastAudit, failedDeliveries, failingEndpoints, money, ...overview }) => (
          <>
            <Section title={t('waiting')}>
              <div class="figures">
                <Figure word="reviews" of={reviews} href={to('payments', 'reviews')} />
                <Figure word="stuck" of={stuckBillings} href={to('payments', 'stuck')} />
                <Figure word="payouts" of={payouts} href={to('payments', 'payouts')} />
                <Figure word="failedDeliveries" of={failedDeliveries} href={to('webhooks')} />
                <Figure word="failingEndpoints" of={{ count: failingEndpoints, more: false }} href={to('webhooks')} />
                <Figure
                  word="violations"
                  of={{ count: lastAudit?.violations ?? 0, more: false }}
                  href={to('invariants')}
                />
              </div>
            </Section>
            <Section title={t('moneyToday')} aside={<span class="quiet">{money.day}</span>}>
              <div class="figures wide">
                <Amount word="captured" won={money.captured} />
                <Amount word="refunded" won={money.refunded} />
              </div>
              <p class="quiet">{t('moneyLead')}</p>
            </Section>
            <Section title={t('traffic')}>
              <Traffic {...overview} />
            </Section>
            <div class="columns">
              <Section title={t('health')}>
                <Health />
              </Section>
              <Section title={t('lastAudit')} aside={<a href={to('invariants')}>{t('invariants')}</a>}>
                {lastAudit ? (
                  <p>
                    <Badge
                      of="AUDIT"
                      tone={lastAudit.violations > 0 ? 'bad' : 'good'}
                      text={violationsOf(lastAudit.violations)}
                    />{' '}
                    {itemsOf(lastAudit.itemCount)}, {when(lastAudit.finishedAt)}
                  </p>
                ) : (
                  <p class="empty">{t('noAudit')}</p>
                )}
              </Section>
            </div>
          </>
        )}
      </Shown>
      <Section title={t('jobs')}>
        <Listed
          label={t('jobs')}
          pages={jobs}
          empty="none"
          keyOf={({ operation }) => operation}
          columns={[
            { head: 'job', cell: ({ operation }) => say(operation) },
            {
              head: 'state',
              cell: ({ late }) => <Badge of="JOB" tone={late ? 'bad' : 'good'} text={t(late ? 'late' : 'onTime')} />,
            },
            {
              head: 'every',
              cell: ({ everyMinutes }) =>
                language.value === 'ko' ? `${everyMinutes}${t('minutes')}` : `${everyMinutes} ${t('minutes')}`,
            },
            { head: 'lastRun', cell: ({ lastRunAt }) => when(lastRunAt) },
            { head: 'lag', number: true, cell: ({ lagS }) => (lagS === null ? '–' : duration(lagS)) },
          ]}
        />
      </Section>
    </Page>
  )
}
