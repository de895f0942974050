import { compose, deepProblems, type Composition, type Ground } from '../compose.js';
import { groundFrom, type Answered, type Asked } from './messages.js';

/** Composes and checks drafts beside the page. */
let ground: Ground | undefined;
let last: Composition | undefined;

const answer = (message: Answered) => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if ('ground' in data) {
    ground = groundFrom(data.ground);
    return;
  }
  const { number } = data;
  try {
    if (ground === undefined) throw new Error('No ground came first.');
    if ('overlay' in data) {
      last = compose(ground, data.overlay);
      answer({ number, composition: last });
    } else {
      if (last === undefined) throw new Error('Nothing was composed.');
      answer({ number, problems: deepProblems(ground, last) });
    }
  } catch (error) {
    // The page composes by itself from then on, and shows what is wrong where that fails, too.
    answer({ number, failure: String(error) });
  }
});
