import { parentPort, threadId } from 'node:worker_threads';

// Speaks as `what-if/thread.ts` does and computes nothing: its sums are which thread it is, and what it was asked.
let asked = [];
parentPort.on('message', ({ type, question, page = [] }) => {
  if (page.some(({ id }) => id === 'fault')) throw new Error('a fault');
  if (page.some(({ id }) => id === 'endless')) return;
  asked = type === 'begin' ? [question.until] : [...asked, ...page.map(({ id }) => id)];
  parentPort.postMessage(type === 'part' ? { type, part: { threadId, asked } } : { type: 'done' });
});
parentPort.postMessage({ type: 'ready' });
