import { PAGES } from './aws-pages.ts'
import type { Fault, Rule } from './rule.ts'

/** `ids` of the rules that there are. */
export const acceptanceIdle = (ids: () => readonly string[]): Rule => ({
  id: 'acceptance-idle',
  severity: 'warning',
  title: 'An acceptance has no effect',
  cites: [],
  page: PAGES.distributionSettings,
  faults: (_distribution, { facts }) =>
    facts.acceptances.flatMap(({ ruleId, reason, place }): Fault[] => {
      if (!ids().includes(ruleId))
        return [{ message: `there is no rule ${ruleId} to accept`, place, remedy: 'take an id of docs/checks.md' }]
      if (reason !== '') return []
      return [
        {
          message: `${ruleId} is accepted without a reason, so it is not`,
          place,
          remedy: 'write the reason as its value',
        },
      ]
    }),
})
