import type { FraudAlertsQueryVariables } from './gql/alerts.js';

type Filter = FraudAlertsQueryVariables['filter'];

/** What of the alerts is shown; its word stands in the address. */
export const VIEWS = ['waiting', 'dissuading', 'reporting', 'revisiting', 'closed'] as const;
export type AlertView = (typeof VIEWS)[number];

/** The filter of a view: each but the last is a state of the workflow. */
export function filterOf(view: AlertView): Filter {
  return view === 'closed' ? { instance: { closed: true } } : { instance: { closed: false, state: view } };
}
