import type { FraudAlertsQueryVariables } from './gql/alerts.js';

type Filter = FraudAlertsQueryVariables['filter'];

/** What of the alerts is shown; its word stands in the address. */
export const VIEWS = ['waiting', 'dissuading', 'reporting', 'revisiting', 'closed', 'exercises'] as const;
export type AlertView = (typeof VIEWS)[number];

/** The filter of a view: the first four are states of the workflow. */
export function filterOf(view: AlertView): Filter {
  if (view === 'closed') return { instance: { closed: true } };
  if (view === 'exercises') return { instance: { closed: false } };
  return { instance: { closed: false, state: view } };
}
