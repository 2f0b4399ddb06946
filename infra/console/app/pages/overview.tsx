// The overview: health, jobs, the last audit, and what waits for an operator.

import { count, duration, when } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { Badge, Listed, Page, Section, Shown } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { say, t, type Word } from '../words.ts'

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

export const OverviewPage = () => {
  const [loaded, again] = useLoad(() => api.ops.getOverview(), 'overview')
  const jobs = usePages((cursor) => api.ops.listJobs({ query: cursor ? { cursor } : {} }), 'jobs')
  return (
    <Page title={t('overview')}>
      <Shown loaded={loaded} again={again}>
        {({ reviews, stuckBillings, payouts, lastAudit }) => (
          <>
            <Section title={t('waiting')}>
              <div class="figures">
                <Figure word="reviews" of={reviews} href={to('payments', 'reviews')} />
                <Figure word="stuck" of={stuckBillings} href={to('payments', 'stuck')} />
                <Figure word="payouts" of={payouts} href={to('payments', 'payouts')} />
              </div>
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
                      text={`${count(lastAudit.violations)} ${t('violations')}`}
                    />{' '}
                    {count(lastAudit.itemCount)} {t('items')}, {when(lastAudit.finishedAt)}
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
            { head: 'every', cell: ({ everyMinutes }) => `${everyMinutes} ${t('minutes')}` },
            { head: 'lastRun', cell: ({ lastRunAt }) => when(lastRunAt) },
            { head: 'lag', number: true, cell: ({ lagS }) => (lagS === null ? '–' : duration(lagS)) },
          ]}
        />
      </Section>
    </Page>
  )
}
