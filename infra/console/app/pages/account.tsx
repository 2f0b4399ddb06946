// An account: amounts, what is held, the ledger as an endless table, the verification of its chain, and a CSV file.

import { useState } from 'preact/hooks'
import { count, when, won } from '../format.ts'
import { type Failure, failureOf, useLoad, usePages } from '../load.ts'
import {
  AccountNumber,
  Badge,
  Empty,
  Failed,
  Fields,
  Id,
  Listed,
  OwnId,
  Page,
  Section,
  Shown,
  Table,
} from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { say, t } from '../words.ts'
import { ActionsOn } from './actions.tsx'

const types = [
  'DEPOSIT',
  'WITHDRAWAL',
  'TRANSFER_IN',
  'TRANSFER_OUT',
  'PAYMENT',
  'REFUND',
  'TOPUP',
  'TOPUP_CANCEL',
] as const
const taken: readonly string[] = ['WITHDRAWAL', 'TRANSFER_OUT', 'PAYMENT', 'TOPUP_CANCEL']

const signed = (type: string, amount: number): string => `${taken.includes(type) ? '−' : '+'}${won(amount)}`

export const AccountPage = ({ accountId }: { accountId: string }) => {
  const path = { accountId }
  const [loaded, again] = useLoad(() => api.ops.inspectAccount({ path }), accountId)
  return (
    <Shown loaded={loaded} again={again}>
      {({ owner, holds, ...account }) => (
        <Page kind={t('account')} title={won(account.balance)}>
          <Section title={t('account')}>
            <Fields
              of={[
                ['owner', <a href={to('users', owner.userId)}>{owner.displayName ?? owner.userId}</a>],
                ['balance', won(account.balance)],
                ['held', won(account.held)],
                ['available', won(account.available)],
                ['bank', account.bank || '–'],
                ['accountNumber', <AccountNumber of={account.accountNumber || '–'} />],
                ['created', when(account.createdAt)],
                ...(account.closedAt ? ([['closed', when(account.closedAt)]] as const) : []),
                ['account', <OwnId of={accountId} />],
              ]}
            />
          </Section>
          {holds.length > 0 ? (
            <Section title={t('holds')}>
              <Table
                label={t('holds')}
                items={holds}
                keyOf={({ id }) => id}
                columns={[
                  { head: 'cause', cell: ({ id }) => <Id of={id} /> },
                  { head: 'amount', number: true, cell: ({ amount }) => won(amount) },
                ]}
              />
            </Section>
          ) : null}
          <Section
            title={t('ledger')}
            aside={
              <div class="bar">
                <Verify accountId={accountId} seq={account.seq} />
                <Csv accountId={accountId} />
              </div>
            }
          >
            {account.seq === 0 ? <Empty says="noEntries" /> : <Ledger accountId={accountId} ownerId={owner.userId} />}
          </Section>
          <ActionsOn subject={accountId} />
        </Page>
      )}
    </Shown>
  )
}

const Ledger = ({ accountId, ownerId }: { accountId: string; ownerId: string }) => {
  const [type, setType] = useState<(typeof types)[number] | ''>('')
  const path = { accountId }
  const pages = usePages(
    (cursor) =>
      api.ops.listLedger({ path, query: { limit: 50, ...(type ? { type } : {}), ...(cursor ? { cursor } : {}) } }),
    `${accountId} ${type}`,
  )
  return (
    <>
      <label class="inline">
        {t('type')}
        <select
          value={type}
          onChange={(event) => setType(types.find((one) => one === event.currentTarget.value) ?? '')}
        >
          <option value="">{t('allTypes')}</option>
          {types.map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </label>
      <Listed
        label={t('ledger')}
        pages={pages}
        empty="noEntries"
        keyOf={({ transactionId }) => transactionId}
        columns={[
          { head: 'seq', number: true, cell: ({ seq }) => count(seq) },
          { head: 'time', cell: ({ createdAt }) => when(createdAt) },
          { head: 'type', cell: ({ type }) => say(type) },
          { head: 'amount', number: true, cell: ({ type, amount }) => signed(type, amount) },
          { head: 'balance', number: true, cell: ({ balance }) => won(balance) },
          {
            head: 'cause',
            cell: ({ billingId, counterparty, by }) => {
              const cause = billingId ?? counterparty ?? by
              return cause === ownerId ? t('theOwner') : <Id of={cause} />
            },
          },
          { head: 'information', cell: ({ information, billingId }) => (information === billingId ? '' : information) },
        ]}
      />
    </>
  )
}

type Verdict = {
  readonly entries: number
  readonly firstBroken: number | null
  readonly because: string | null
  readonly isOver: boolean
}

const Verify = ({ accountId, seq }: { accountId: string; seq: number }) => {
  const [verdict, setVerdict] = useState<Verdict>()
  const [failure, setFailure] = useState<Failure>()
  const run = async (): Promise<void> => {
    setFailure(undefined)
    let from: number | null = 1
    let entries = 0
    while (from !== null) {
      setVerdict({ entries, firstBroken: null, because: null, isOver: false })
      const answer: Awaited<ReturnType<typeof api.ops.verifyLedger>> = await api.ops.verifyLedger({
        path: { accountId },
        query: from > 1 ? { fromSeq: from } : {},
      })
      if (!answer.ok) {
        setVerdict(undefined)
        return setFailure(failureOf(answer))
      }
      const { firstBroken, because, next } = answer.body
      entries += answer.body.entries
      from = next
      setVerdict({ entries, firstBroken, because, isOver: next === null })
    }
  }
  return (
    <>
      {failure ? <Failed failure={failure} /> : null}
      <output>
        {verdict ? (
          verdict.isOver ? (
            <Badge
              of="CHAIN"
              tone={verdict.because ? 'bad' : 'good'}
              text={
                verdict.because
                  ? `${t('chainBroken')} ${verdict.firstBroken}: ${say(verdict.because)}`
                  : `${t('chainHolds')}, ${count(verdict.entries)} ${t('entriesChecked')}`
              }
            />
          ) : (
            <>
              {t('verifying')} <progress value={verdict.entries} max={Math.max(1, seq)} aria-label={t('verifying')} />
            </>
          )
        ) : null}
      </output>
      <button type="button" disabled={verdict?.isOver === false} onClick={() => run()}>
        {t('verifyChain')}
      </button>
    </>
  )
}

/** Spreadsheets run cells that begin like a formula. */
const cell = (value: string | number | null): string => {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const heads = [
  'seq',
  'createdAt',
  'type',
  'amount',
  'balance',
  'information',
  'by',
  'counterparty',
  'billingId',
  'transactionId',
  'hash',
] as const

const Csv = ({ accountId }: { accountId: string }) => {
  const [saved, setSaved] = useState<number>()
  const save = async (): Promise<void> => {
    const lines = [heads.join(',')]
    setSaved(0)
    try {
      for await (const entry of api.ops.listLedger.all({ path: { accountId }, query: { order: 'asc', limit: 100 } })) {
        lines.push(heads.map((head) => cell(entry[head])).join(','))
        if (lines.length % 100 === 0) setSaved(lines.length)
      }
      // The mark lets spreadsheets read Korean.
      const url = URL.createObjectURL(new Blob([`\ufeff${lines.join('\r\n')}\r\n`], { type: 'text/csv' }))
      const link = Object.assign(document.createElement('a'), { href: url, download: `${accountId}.csv` })
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    } finally {
      setSaved(undefined)
    }
  }
  return (
    <button type="button" disabled={saved !== undefined} onClick={() => save()}>
      {saved === undefined ? t('csv') : `${t('csv')} … ${count(saved)}`}
    </button>
  )
}
