import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'react-router';
import { LanguageSwitch } from '../locale.js';
import { session } from '../session/session.js';
import type { Working } from './App.js';

/** The card in the middle of an empty page: before somebody is known. */
export function Gate({ children }: { children: ReactNode }) {
  const { say } = useWords();
  return (
    <main className="x-gate">
      <div className="x-gate-card">
        <div className="x-brand"><span aria-hidden="true">◧</span> {say('所务台 · 协作任务', 'Stationhouse · task cards')}</div>
        {children}
        <div className="x-foot"><span className="sh-sub sh-small">{say('查看和答复均有记录。', 'Every look and answer is recorded.')}</span><LanguageSwitch /></div>
      </div>
    </main>
  );
}

/** The page around somebody's cards: who they are, and the way out. */
export function Frame({ myself, children }: { myself: Working; children: ReactNode }) {
  const { say, textOf } = useWords();
  const online = useOnline();
  return (
    <>
      <header className="x-top">
        <Link className="x-who" to="/account" aria-label={say('我的账号：{name}', 'My account: {name}', { name: myself.name })}><b>{myself.name}</b><span className="sh-sub sh-small">{[myself.unit, textOf(myself.roleTitle)].filter(Boolean).join(' · ')}</span></Link>
        <div className="sh-row"><LanguageSwitch /><Button onClick={() => void session.signOut()}>{say('退出', 'Sign out')}</Button></div>
      </header>
      {!online && <p className="x-offline" role="status">{say('手机没有网络。填写的内容还在，联网后再提交。', 'Your phone is offline. What you wrote is still here: send it once you are back.')}</p>}
      <main className="x-main">{children}</main>
      <footer className="x-foot x-main-foot"><span className="sh-sub sh-small">{say('{station} · 只用于办理本任务，请勿转发截图。', '{station} · for this task alone: please pass on no pictures of it.', { station: myself.station ?? '' })}</span></footer>
    </>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
  );
}
