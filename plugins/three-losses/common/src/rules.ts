import { text } from '@stationhouse/kernel';
import type { JsonObject, Rules } from '@stationhouse/workflow';

/** True for what the chief looks at before it is closed. */
function needsCheck({ urgency }: JsonObject): boolean {
  return urgency === 'urgent';
}

/** The named rules of this plugin, for guards and `set`; pure, so that the browser's simulation runs them too. */
export const rules: Rules = {
  needsCheck: { signature: '(data): bool', title: text('须经所长核查', 'The chief checks it'), evaluate: needsCheck },
};
