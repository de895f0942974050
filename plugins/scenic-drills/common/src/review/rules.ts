import { text } from '@stationhouse/kernel';
import type { Rules } from '@stationhouse/workflow';
import { ownerRoles } from './owners.js';
import { scored, withNote, withRating } from './record.js';

/** The named rules of reviews. `dyn` is the answer of the form at hand, or what was looked up. */
export const reviewRules: Rules = {
  withNote: { signature: '(data, dyn, dyn, Moment): list<dyn>', title: text('加上本条观察', 'The notes with this one'), evaluate: withNote },
  withRating: { signature: '(data, dyn, dyn, Moment): list<dyn>', title: text('加上本次评分', 'The ratings with this one'), evaluate: withRating },
  ownerRoles: { signature: '(data): list<string>', title: text('责任岗位', 'Whose it is'), evaluate: (data) => [...ownerRoles(data)] },
  scored: { signature: '(data, dyn): dyn', title: text('演练记录和评分', 'How the drill went, scored'), evaluate: scored },
};
