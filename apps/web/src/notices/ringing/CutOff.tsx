import { useWords } from '@stationhouse/plugin-web';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { liveLine } from '../../session/client.js';
import './cut-off.css';

/** A line that drops is taken up again by itself; what takes longer than this is worth a word. */
const WORTH_A_WORD_MS = 4_000;

/** Says in red that nothing urgent can reach this device: nobody may trust a silent screen that is cut off. */
export function CutOff() {
  const { say } = useWords();
  const offline = useSyncExternalStore(onNetwork, () => !navigator.onLine);
  const down = useSyncExternalStore(liveLine.subscribe, liveLine.isDown);
  const long = useLasting(down);
  if (!offline && !long) return null;
  return (
    <p className="cut-off" role="alert" data-testid="cut-off">
      <b>{say('已断网，预警无法送达本机。', 'No network: alerts cannot reach this device.')}</b> {say('正在重新连接；急事请打电话，值班请换一台终端。', 'It reconnects by itself. Phone for what is urgent, and stand duty at another terminal.')}
    </p>
  );
}

/** True once something has been so for a while. */
function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!now) return undefined;
    const timer = setTimeout(() => setLasting(true), WORTH_A_WORD_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [now]);
  return now && lasting;
}

function onNetwork(listener: () => void): () => void {
  for (const kind of ['online', 'offline']) window.addEventListener(kind, listener);
  return () => {
    for (const kind of ['online', 'offline']) window.removeEventListener(kind, listener);
  };
}
