import { text } from '@stationhouse/kernel';
import { defineEvent } from '@stationhouse/plugin-api';

/** Data of {@link disputeSettled}: codes of the definition; `none` where it has none. */
export type DisputeSettled = {
  readonly cause: string;
  readonly risk: string;
  readonly track: string;
  /** How often it flared up before it was settled. */
  readonly recurrences: number;
};

/** A dispute has come to its end: the agreement was kept, every visit found it calm, and where its risk was red the closing was signed. */
export const disputeSettled = defineEvent<DisputeSettled>({
  type: 'dispute.settled',
  version: 1,
  title: text('纠纷化解', 'A dispute was settled'),
  data: {
    type: 'object',
    required: ['cause', 'risk', 'track', 'recurrences'],
    properties: {
      cause: { type: 'string', enum: ['noise', 'property', 'neighbour', 'family', 'pet', 'debt', 'labour', 'consumer', 'other'] },
      risk: { type: 'string', enum: ['red', 'orange', 'yellow', 'blue', 'none'] },
      track: { type: 'string', enum: ['onSite', 'police', 'people', 'none'] },
      recurrences: { type: 'integer', minimum: 0 },
    },
  },
});
