// Users by an id of any kind, an email address, or the beginning of a username.

import { when } from '../format.ts'
import { usePages } from '../load.ts'
import { Badge, Id, Listed, Page, Section } from '../parts.tsx'
import { idIn, isOtherId } from '../quoted.ts'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { say, t } from '../words.ts'

const Found = ({ query }: { query: string }) => {
  const pages = usePages((cursor) => api.ops.findUsers({ query: { query, ...(cursor ? { cursor } : {}) } }), query)
  return (
    <Section title={query}>
      <Listed
        label={t('users')}
        pages={pages}
        empty="noUsers"
        keyOf={({ userId }) => userId}
        columns={[
          {
            head: 'username',
            cell: ({ userId, username }) => <a href={to('users', userId)}>{username ?? t('formerMember')}</a>,
          },
          { head: 'displayName', cell: ({ displayName }) => displayName ?? '–' },
          { head: 'email', cell: ({ email }) => email ?? '–' },
          { head: 'state', cell: ({ state }) => <Badge of={state} /> },
          { head: 'role', cell: ({ role }) => say(role) },
          { head: 'created', cell: ({ createdAt }) => when(createdAt) },
          { head: 'user', cell: ({ userId }) => <Id of={userId} /> },
        ]}
      />
    </Section>
  )
}

export const UsersPage = ({ query }: { query: string }) => (
  <Page title={t('users')}>
    <p class="quiet">{t('usersLead')}</p>
    {query.trim() === '' ? null : isOtherId(query.trim()) ? (
      <p class="empty">{t('noPageOfId')}</p>
    ) : (
      <Found key={query} query={idIn(query.trim())} />
    )}
  </Page>
)
