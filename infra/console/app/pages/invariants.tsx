// The invariants with what keeps each, the audit with its progress, and the stored items of a violation.

import { useEffect, useState } from 'preact/hooks'
import { count, when } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { Badge, Deed, Empty, Failed, Page, Section, Shown } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { t } from '../words.ts'

type Audit = Extract<Awaited<ReturnType<typeof api.ops.getLatestAudit>>, { ok: true }>['body']

const POLL_MS = 1000

export const InvariantsPage = () => {
  const [audit, again] = useLoad(() => api.ops.getLatestAudit(), 'audit')
  const [rules, againRules] = useLoad(() => api.ops.getInvariants(), 'rules')
  const [wanted, setWanted] = useState('')
  const isUnderWay = audit.is === 'here' && (audit.body.status === 'REQUESTED' || audit.body.status === 'RUNNING')
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setInterval(again, POLL_MS)
    return () => clearInterval(timer)
  }, [isUnderWay])
  const found = audit.is === 'here' ? audit.body : undefined
  return (
    <Page title={t('invariants')}>
      <Section
        title={t('lastAudit')}
        aside={
          <Deed
            label={t('runAudit')}
            title={t('runAudit')}
            says={t('runAuditSays')}
            asks="nothing"
            tone="main"
            act={() => api.ops.requestAudit()}
            done={again}
          />
        }
      >
        <Shown loaded={audit} again={again}>
          {(body) => <Progress audit={body} />}
        </Shown>
      </Section>
      <Section
        title={t('invariants')}
        aside={
          <label class="inline">
            {t('filter')}
            <input type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
          </label>
        }
      >
        <Shown loaded={rules} again={againRules}>
          {({ rules: all, guards }) => (
            <ul class="rules">
              {all
                .filter(({ module, rule, says }) =>
                  `${module}.${rule} ${says}`.toLowerCase().includes(wanted.toLowerCase()),
                )
                .map(({ module, rule, says }) => {
                  const keepers = guards.filter(({ keeps }) => keeps.includes(`${module}.${rule}`))
                  const broken =
                    found?.violations.filter((one) => one.module === module && one.rule === rule).length ?? 0
                  const isJudged = found?.finishedAt !== null && found !== undefined
                  return (
                    <li key={`${module}.${rule}`}>
                      <details>
                        <summary>
                          <span class="mono">
                            {module}.{rule}
                          </span>
                          <Badge
                            of="RULE"
                            tone={!isJudged ? 'plain' : broken > 0 ? 'bad' : 'good'}
                            text={
                              !isJudged
                                ? t('notJudged')
                                : broken > 0
                                  ? `${t('broken')} ${count(broken)}`
                                  : t('holdsTrue')
                            }
                          />
                          <span class="says" lang="en">
                            {says}
                          </span>
                        </summary>
                        {keepers.length === 0 ? (
                          <p class="empty">{t('noKeeper')}</p>
                        ) : (
                          <>
                            <h3>{t('keptBy')}</h3>
                            <ul>
                              {keepers.map(({ module: of, guard, condition, problem }) => (
                                <li key={`${of}.${guard}`}>
                                  <span class="mono">
                                    {of}.{guard}
                                  </span>{' '}
                                  <code lang="en">{condition}</code>
                                  {problem ? (
                                    <>
                                      {' '}
                                      <a href={`/problems/${problem}`} target="_blank" rel="noreferrer">
                                        {problem}
                                      </a>
                                    </>
                                  ) : null}
                                </li>
                              ))}
                            </ul>
                          </>
                        )}
                      </details>
                    </li>
                  )
                })}
            </ul>
          )}
        </Shown>
      </Section>
    </Page>
  )
}

const Progress = ({ audit }: { audit: Audit }) => {
  const { status, finishedAt, itemCount, itemCountSoFar, violations } = audit
  if (status === 'NONE') return <Empty says="noAudit" />
  return (
    <div aria-live="polite">
      {status === 'REQUESTED' ? <p>{t('auditRequested')} …</p> : null}
      {status === 'RUNNING' ? (
        <p>
          {t('auditRunning')}: {count(itemCountSoFar)} {t('items')}{' '}
          {itemCount > 0 ? <progress value={itemCountSoFar} max={itemCount} aria-label={t('auditRunning')} /> : null}
        </p>
      ) : null}
      {finishedAt ? (
        <p>
          <Badge
            of="AUDIT"
            tone={violations.length > 0 ? 'bad' : 'good'}
            text={`${count(violations.length)} ${t('violations')}`}
          />{' '}
          {count(itemCount)} {t('items')}, {when(finishedAt)}. {violations.length === 0 ? t('noViolations') : ''}
        </p>
      ) : null}
      {violations.map(({ module, rule, says, where, partitions }) => (
        <div key={`${module}.${rule} ${where}`} class="note bad">
          <strong class="mono">
            {module}.{rule}
          </strong>
          <p lang="en">{says}</p>
          <p class="mono">{where}</p>
          {partitions.map((partition) => (
            <p key={partition}>
              <a href={to('invariants', partition)}>
                {t('showItems')}: <span class="mono">{partition}</span>
              </a>
            </p>
          ))}
        </div>
      ))}
    </div>
  )
}

export const PartitionPage = ({ partition }: { partition: string }) => {
  const pages = usePages(
    (cursor) => api.ops.listStoredItems({ query: { partition, limit: 20, ...(cursor ? { cursor } : {}) } }),
    partition,
  )
  return (
    <Page kind={t('partition')} title={<span class="mono">{partition}</span>}>
      {pages.failure ? <Failed failure={pages.failure} again={pages.reload} /> : null}
      {pages.items.map((item) => (
        <Section key={String(item['sk'])} title={String(item['sk'])}>
          <pre tabIndex={0}>{JSON.stringify(item, null, 2)}</pre>
        </Section>
      ))}
      {pages.items.length === 0 && !pages.isLoading && !pages.failure ? <Empty says="noItems" /> : null}
      {pages.isLoading ? <p class="empty">{t('loading')}</p> : null}
      {pages.follows && !pages.isLoading ? (
        <button type="button" onClick={pages.more}>
          {t('more')}
        </button>
      ) : null}
    </Page>
  )
}
