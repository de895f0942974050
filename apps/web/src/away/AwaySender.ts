import { useWords } from '@stationhouse/plugin-web';
import { useEffect, useRef } from 'react';
import { session } from '../session/session.js';
import { useToast } from '../shell/toast.js';
import { maySeal } from './box.js';
import { tryDeliver } from './deliver.js';
import { sendWaiting, type Round } from './queue.js';
import { AwayStore, onAwayChange } from './store.js';

const AGAIN_MS = 20_000;
const NOTHING: Round = { arrived: 0, stopped: undefined };

/** One round of sending, unless another page of this browser is at it. */
async function sendRound(store: AwayStore): Promise<Round> {
  const work = () => sendWaiting(store, async (said) => tryDeliver(said, await store.files(said.taskId ?? said.key)));
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined ? work() : locks.request('stationhouse-away-send', { ifAvailable: true }, (lock) => (lock === null ? NOTHING : work()));
}

/** Shows nothing; sends what waits: at once when it is given, when the network is back, and every now and then, and says so when something arrived. */
export default function AwaySender({ accountId }: { accountId: string }): null {
  const { say } = useWords();
  const toast = useToast();
  const words = useRef({ say, toast });
  useEffect(() => {
    words.current = { say, toast };
  });
  useEffect(() => {
    if (!maySeal()) return undefined;
    const store = new AwayStore(accountId);
    let running: Promise<unknown> | undefined;
    const round = () => {
      const { state } = session;
      if (running !== undefined || !navigator.onLine || state.status !== 'signed-in' || state.locked) return;
      running = sendRound(store)
        .then(({ arrived }) => arrived > 0 && words.current.toast.done(words.current.say('{count, number} 条外出办理的任务已上传', '{count, plural, one {# answer given away} other {# answers given away}} sent', { count: arrived })))
        .catch((error: unknown) => words.current.toast.failed(error))
        .finally(() => { running = undefined; });
    };
    round();
    const stop = onAwayChange(round);
    const stopSession = session.subscribe(round);
    window.addEventListener('online', round);
    const timer = setInterval(round, AGAIN_MS);
    return () => {
      stop();
      stopSession();
      window.removeEventListener('online', round);
      clearInterval(timer);
    };
  }, [accountId]);
  return null;
}
