import { compose, deepProblems, type Composition, type Ground } from '../compose.js';
import { answerWith } from './beside.js';
import { groundFrom, type Answer, type Asked } from './messages.js';

/** Composes and checks drafts beside the page. */
let ground: Ground | undefined;
let last: Composition | undefined;

answerWith<Asked, Answer>((asked) => {
  if ('ground' in asked) {
    ground = groundFrom(asked.ground);
    return { standing: true };
  }
  if (ground === undefined) throw new Error('No ground came first.');
  if ('overlay' in asked) {
    last = compose(ground, asked.overlay);
    return { composition: last };
  }
  if (last === undefined) throw new Error('Nothing was composed.');
  return { problems: deepProblems(ground, last) };
});
