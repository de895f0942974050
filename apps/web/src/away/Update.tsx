import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useSyncExternalStore } from 'react';
import { shell } from './shell.js';
import './away.css';

/** Says that a newer version of the app is there; what is being written is never reloaded away. */
export function Update() {
  const { say } = useWords();
  const ready = useSyncExternalStore(shell.subscribe, () => shell.updateReady);
  if (!ready) return null;
  return (
    <div className="shell-update" role="status">
      <span>{say('系统已更新，请在方便时刷新。', 'There is a newer version. Reload when it suits you.')}</span>
      <Button size="small" onClick={() => shell.update()}>{say('刷新', 'Reload')}</Button>
    </div>
  );
}
