// The invariants with what keeps each, the audit with its progress, and the stored items of a violation.

import { useEffect, useState } from 'preact/hooks'
import { count, itemsOf, violationsOf, when } from '../format.ts'
import { useLoad, usePages } from '../load.ts'
import { Badge, Deed, Empty, Failed, Loading, Page, Section, Shown } from '../parts.tsx'
import { to } from '../route.ts'
import { korean } from '../rules.ts'
import { api } from '../session.ts'
import { language, say, t } from '../words.ts'

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
          {({ rules, guards }) => {
            const shown = rules.filter((rule) => isWanted(rule, wanted))
            if (shown.length === 0) return <Empty says="noRules" />
            return [...Map.groupBy(shown, ({ module }) => module)].map(([module, own]) => (
              <Module key={module} name={module} rules={own} guards={guards} audit={found} isOpen={wanted !== ''} />
            ))
          }}
        </Shown>
      </Section>
    </Page>
  )
}

interface Rule {
  readonly module: string
  readonly rule: string
  readonly says: string
}

interface Keeper {
  readonly module: string
  readonly guard: string
  readonly condition: string
  readonly problem: string | null
  readonly keeps: readonly string[]
}

const nameOf = ({ module, rule }: Rule): string => `${module}.${rule}`

/** The sentence of an invariant. One without Korean is shown in English. */
const Says = ({ of }: { of: Rule }) => {
  const translated = language.value === 'ko' ? korean[nameOf(of)] : undefined
  return (
    <span class="says" lang={translated ? 'ko' : 'en'}>
      {translated ?? of.says}
    </span>
  )
}

const isWanted = (rule: Rule, wanted: string): boolean =>
  `${nameOf(rule)} ${rule.says} ${korean[nameOf(rule)]}`.toLowerCase().includes(wanted.trim().toLowerCase())

const Module = ({
  name,
  rules,
  guards,
  audit,
  isOpen,
}: {
  name: string
  rules: readonly Rule[]
  guards: readonly Keeper[]
  audit: Audit | undefined
  isOpen: boolean
}) => {
  const violations = audit?.violations.filter(({ module }) => module === name) ?? []
  const isJudged = audit !== undefined && audit.finishedAt !== null
  return (
    <details class="module" open={isOpen || violations.length > 0}>
      <summary>
        {say(`module.${name}`)} <span class="quiet">{count(rules.length)}</span>{' '}
        <Verdict broken={violations.length} isJudged={isJudged} />
      </summary>
      <ul class="rules">
        {rules.map((rule) => (
          <li key={rule.rule}>
            <details>
              <summary>
                <span class="mono">{nameOf(rule)}</span>
                <Verdict broken={violations.filter((one) => one.rule === rule.rule).length} isJudged={isJudged} />
                <Says of={rule} />
              </summary>
              <Keepers of={guards.filter(({ keeps }) => keeps.includes(nameOf(rule)))} />
            </details>
          </li>
        ))}
      </ul>
    </details>
  )
}

const Verdict = ({ broken, isJudged }: { broken: number; isJudged: boolean }) => {
  if (!isJudged) return <Badge of="RULE" text={t('notJudged')} />
  return broken > 0 ? (
    <Badge of="RULE" tone="bad" text={`${t('broken')} ${count(broken)}`} />
  ) : (
    <Badge of="RULE" tone="good" text={t('holdsTrue')} />
  )
}

const Keepers = ({ of }: { of: readonly Keeper[] }) => {
  if (of.length === 0) return <Empty says="noKeeper" />
  return (
    <>
      <h3>{t('keptBy')}</h3>
      <ul>
        {of.map(({ module, guard, condition, problem }) => (
          <li key={`${module}.${guard}`}>
            <span class="mono">
              {module}.{guard}
            </span>{' '}
            <code lang="en">{condition}</code>{' '}
            {problem ? (
              <a href={`/problems/${problem}`} target="_blank" rel="noreferrer">
                {problem}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </>
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
          {t('auditRunning')}: {itemsOf(itemCountSoFar)}{' '}
          {itemCount > 0 ? <progress value={itemCountSoFar} max={itemCount} aria-label={t('auditRunning')} /> : null}
        </p>
      ) : null}
      {finishedAt ? (
        <p>
          <Badge of="AUDIT" tone={violations.length > 0 ? 'bad' : 'good'} text={violationsOf(violations.length)} />{' '}
          {itemsOf(itemCount)}, {when(finishedAt)}. {violations.length === 0 ? t('noViolations') : ''}
        </p>
      ) : null}
      {violations.map(({ module, rule, says, where, partitions }) => (
        <div key={`${module}.${rule} ${where}`} class="note bad">
          <strong class="mono">
            {module}.{rule}
          </strong>
          <p>
            <Says of={{ module, rule, says }} />
          </p>
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
      {pages.isLoading ? <Loading /> : null}
      {pages.follows && !pages.isLoading ? (
        <button type="button" onClick={pages.more}>
          {t('more')}
        </button>
      ) : null}
    </Page>
  )
}
