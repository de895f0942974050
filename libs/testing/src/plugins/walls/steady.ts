import { text } from '@stationhouse/kernel';
import { defineAutomation } from '@stationhouse/plugin-api/automation';

/** An automation that does what it should, in a moment. */
export const behave = defineAutomation<{ readonly deed: string }, { readonly said: string }>({
  id: 'behave',
  title: text('办事', 'Behave'),
  module: import.meta.url,
  input: { type: 'object', required: ['deed'], properties: { deed: { type: 'string' }, url: { type: 'string' }, path: { type: 'string' } } },
  output: { type: 'object', required: ['said'], properties: { said: { type: 'string' } } },
  dry: { said: 'nothing' },
  handle: async ({ number }) => ({ said: `done for ${number}` }),
});
