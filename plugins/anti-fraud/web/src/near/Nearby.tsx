import type { Position } from '@stationhouse/anti-fraud-common';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { useState } from 'react';
import type { Alert } from '../AlertPage.js';
import { openTasks } from '../urgency.js';
import { Branches } from './Branches.js';
import { FromWhere } from './FromWhere.js';
import { Traces } from './Traces.js';
import { WhoCanGo } from './WhoCanGo.js';
import './near.css';

/** What helps to be there in time: where the person is known, the nearest bank branches, who of those on duty can go. Read when it is opened; open by itself while somebody looks for them or goes. */
export function Nearby({ alert, open }: { alert: Alert; open: Alert | undefined }) {
  const { say } = useWords();
  const { may } = useStation();
  const urgent = openTasks(alert).some(({ key }) => key === 'locate' || key === 'meet');
  const [pressed, setPressed] = useState<boolean>();
  const [from, setFrom] = useState<Position>();
  const shown = pressed ?? urgent;
  return (
    <section className="sh-card near" aria-label={say('附近', 'Nearby')}>
      <button type="button" className="near-fold" aria-expanded={shown} onClick={() => setPressed(!shown)}><span aria-hidden>{shown ? '▾' : '▸'}</span> {say('附近：本所登记、银行网点、谁能去', 'Nearby: our records, bank branches, who can go')}</button>
      {shown && (
        <div className="sh-stack">
          {may('fraudAlert.trace') && <Traces instanceId={alert.instance.id} onPlace={setFrom} />}
          <FromWhere from={from} onFrom={setFrom} />
          {may('bankBranch.read') && <Branches from={from} whereabouts={open?.whereabouts ?? ''} />}
          {may('duty.read') && <WhoCanGo from={from} />}
        </div>
      )}
    </section>
  );
}
