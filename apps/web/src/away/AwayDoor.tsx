import { ApolloProvider } from '@apollo/client/react';
import { DEFAULT_TIME_ZONE } from '@stationhouse/kernel';
import { ScopeContext, useWords, type Scope } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { client } from '../session/client.js';
import { idleSince, noteTouch } from '../session/Lock.js';
import { session } from '../session/session.js';
import { Toasts } from '../shell/toast.js';
import { AwayWork } from './AwayWork.js';
import type { AwayOwner } from './door.js';
import { Queueing } from './Queueing.js';
import { useAway, useOnline } from './useAway.js';
import './away.css';

/** Where no server answers, whoever has taken tasks along goes on with them; everything else waits for the network. */
export default function AwayDoor({ owner }: { owner: AwayOwner }) {
  const { say } = useWords();
  const covered = useCovered(owner.idleMinutes);
  const online = useOnline();
  const { away } = useAway(owner.accountId);
  useEffect(() => {
    if (online) void session.start();
  }, [online]);
  const timeZone = away?.tasks[0]?.timeZone ?? DEFAULT_TIME_ZONE;
  const scope = useMemo<Scope>(() => ({ bureauId: '', bureauName: '', stationId: undefined, name: '', timeZone, accountId: owner.accountId, base: '', may: () => false }), [timeZone, owner.accountId]);
  return (
    <ApolloProvider client={client}>
      <ScopeContext value={scope}>
        <main className="away-door">
          <div className="away-door-head">
            <span className="gate-brand"><span aria-hidden="true">◧</span> 所务台</span>
            <span className="sh-sub">{say('连接不上服务器', 'The server cannot be reached')}</span>
            <Button onClick={() => void session.start()}>{say('重新连接', 'Try again')}</Button>
          </div>
          {covered
            ? <div className="away-offline" role="status">{say('一段时间没有操作，已遮住。内容都在本机；联网后输入密码继续。', 'Nothing happened for a while, so this is covered. Everything is still on this device; with a network, enter your password to go on.')}</div>
            : <Queueing owner={owner}><AwayWork accountId={owner.accountId} refresh={undefined} link={undefined} /></Queueing>}
        </main>
        <Toasts />
      </ScopeContext>
    </ApolloProvider>
  );
}

/** The idle lock holds without a network too; only the server knows the password that lifts it. */
function useCovered(minutes: number): boolean {
  const [covered, setCovered] = useState(() => session.wasLocked || idleSince() >= minutes * 60_000);
  useEffect(() => {
    if (minutes <= 0 || covered) return undefined;
    const timer = setInterval(() => setCovered(idleSince() >= minutes * 60_000), 10_000);
    const signs = ['pointerdown', 'keydown'] as const;
    for (const sign of signs) window.addEventListener(sign, noteTouch, { passive: true });
    return () => {
      clearInterval(timer);
      for (const sign of signs) window.removeEventListener(sign, noteTouch);
    };
  }, [minutes, covered]);
  return covered && minutes > 0;
}
