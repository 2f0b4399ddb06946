// The upcoming matches, by their start.

import { count, when, won } from '../format.ts'
import { usePages } from '../load.ts'
import { Badge, Listed, Page, Section } from '../parts.tsx'
import { to } from '../route.ts'
import { api } from '../session.ts'
import { t } from '../words.ts'

export const MatchesPage = () => {
  const pages = usePages((cursor) => api.matches.listMatches({ query: cursor ? { cursor } : {} }), 'matches')
  return (
    <Page title={t('matches')}>
      <Section title={t('upcoming')}>
        <Listed
          label={t('upcoming')}
          pages={pages}
          empty="noMatches"
          keyOf={({ matchId }) => matchId}
          columns={[
            { head: 'match', cell: ({ matchId, title }) => <a href={to('matches', matchId)}>{title}</a> },
            { head: 'starts', cell: ({ startsAt }) => when(startsAt) },
            { head: 'venue', cell: ({ venue }) => venue },
            {
              head: 'players',
              number: true,
              cell: ({ playerCount, maxPlayerCount }) => `${count(playerCount)} / ${count(maxPlayerCount)}`,
            },
            { head: 'fee', number: true, cell: ({ fee }) => (fee > 0 ? won(fee) : t('free')) },
            { head: 'state', cell: ({ status }) => <Badge of={status} tone={status === 'OPEN' ? 'good' : 'plain'} /> },
          ]}
        />
      </Section>
    </Page>
  )
}
