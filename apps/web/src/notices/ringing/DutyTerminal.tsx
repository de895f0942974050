import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { allowSound, ringSetting, tryToSound } from './sound.js';

/** Whether the device in front of one rings when something does, tried out by ear; while it is shown the screen stays awake. */
export function DutyTerminal() {
  const { say } = useWords();
  const sounds = useSyncExternalStore(ringSetting.subscribe, ringSetting.sounds);
  const awake = useWakeLock();
  useEffect(tryToSound, []);
  return (
    <p className="sh-row" data-testid="duty-terminal">
      <Button type={sounds ? 'default' : 'primary'} onClick={() => void allowSound('first')}>{sounds ? say('试听响铃', 'Try the ring') : say('点此开启响铃', 'Press to hear it ring')}</Button>
      <span className="sh-sub">
        {sounds ? say('本机可响铃。', 'This device rings.') : say('浏览器尚未允许本页发声。', 'The browser keeps this page silent so far.')} {awake && say('打开本页时屏幕不会熄灭。', 'The screen stays awake while this page is open.')}
      </span>
    </p>
  );
}

/** Keeps the screen awake where the device can; taken up again when the page comes back into view. @returns whether it does */
function useWakeLock(): boolean {
  const [awake, setAwake] = useState(false);
  useEffect(() => {
    const { wakeLock } = navigator as Partial<Pick<Navigator, 'wakeLock'>>;
    if (wakeLock === undefined) return undefined;
    let held: WakeLockSentinel | undefined;
    let gone = false;
    const take = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        held = await wakeLock.request('screen');
        if (gone) return void held.release();
        setAwake(true);
        held.addEventListener('release', () => setAwake(false), { once: true });
      } catch {
        // A device that saves its battery refuses: the words on the page then promise nothing.
        setAwake(false);
      }
    };
    const look = () => void take();
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', look);
      void held?.release();
    };
  }, []);
  return awake;
}
