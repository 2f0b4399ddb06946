// What operators did and read: all of it, or on one subject.

import { useState } from 'preact/hooks'
import { when } from '../format.ts'
import { usePages } from '../load.ts'
import { Badge, type Column, deedsDone, Id, Listed, Page, Section } from '../parts.tsx'
import { to } from '../route.ts'
import { api, operator } from '../session.ts'
import { say, t } from '../words.ts'

interface Action {
  readonly actionId: string
  readonly kind: 'DEED' | 'READ'
  readonly by: string
  readonly username: string | null
  readonly what: string
  readonly subject: string
  readonly reason: string
  readonly at: string
}

const Who = ({ by, username }: Pick<Action, 'by' | 'username'>) => {
  if (username) return <a href={to('users', by)}>{username}</a>
  return by.startsWith('user_') ? <Id of={by} /> : <span>{say(by)}</span>
}

const columns: readonly Column<Action>[] = [
  { head: 'time', cell: ({ at }) => when(at) },
  { head: 'who', cell: ({ by, username }) => <Who by={by} username={username} /> },
  {
    head: 'what',
    cell: ({ what, kind }) => <Badge of={kind} tone={kind === 'DEED' ? 'warn' : 'plain'} text={say(what)} />,
  },
  { head: 'subject', cell: ({ subject }) => <Id of={subject} /> },
  { head: 'reason', cell: ({ reason }) => reason || '–' },
]

type Kind = 'DEED' | 'READ' | ''

export const ActionsPage = ({ subject }: { subject: string }) => {
  const [kind, setKind] = useState<Kind>('')
  const [isMine, setMine] = useState(false)
  const by = isMine ? operator.value?.userId : undefined
  const pages = usePages(
    (cursor) =>
      api.ops.listActions({
        query: {
          limit: 50,
          ...(kind ? { kind } : {}),
          ...(by ? { by } : {}),
          ...(subject ? { subject } : {}),
          ...(cursor ? { cursor } : {}),
        },
      }),
    `${kind} ${by} ${subject}`,
  )
  const choices: readonly (readonly [Kind, string])[] = [
    ['', t('all')],
    ['DEED', t('deeds')],
    ['READ', t('reads')],
  ]
  return (
    <Page title={t('actions')}>
      <Section
        title={subject || t('actions')}
        aside={
          <div class="bar">
            <div class="choices" role="group" aria-label={t('filter')}>
              {choices.map(([one, text]) => (
                <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
                  {text}
                </button>
              ))}
            </div>
            <label class="inline">
              <input type="checkbox" checked={isMine} onChange={(event) => setMine(event.currentTarget.checked)} />
              {t('mine')}
            </label>
          </div>
        }
      >
        <Listed
          label={t('actions')}
          pages={pages}
          empty="noActions"
          keyOf={({ actionId }) => actionId}
          columns={columns}
        />
      </Section>
    </Page>
  )
}

/** On the page of what it was done to. */
export const ActionsOn = ({ subject }: { subject: string }) => {
  const pages = usePages(
    (cursor) => api.ops.listActions({ query: { subject, limit: 10, ...(cursor ? { cursor } : {}) } }),
    `${subject} ${deedsDone.value}`,
  )
  return (
    <Section title={t('operatorsHere')}>
      <Listed
        label={t('operatorsHere')}
        pages={pages}
        empty="noActions"
        keyOf={({ actionId }) => actionId}
        columns={columns.filter(({ head }) => head !== 'subject')}
      />
    </Section>
  )
}
