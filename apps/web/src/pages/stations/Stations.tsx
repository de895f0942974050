import { EmptyState, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { CalendarToDo } from '../calendars/CalendarToDo.js';
import { BureauWidgets } from '../../shell/Widgets.js';
import { StationList } from './StationList.js';

const StationDrawer = lazy(() => import('./StationDrawer.js'));
const LocalitiesDrawer = lazy(() => import('./LocalitiesDrawer.js'));
const NeighboursDrawer = lazy(() => import('./NeighboursDrawer.js'));
const StationTable = lazy(() => import('./StationTable.js'));

/** The bureau's first page: its stations that the reader may enter, and the way to add one. */
export default function Stations() {
  const { say } = useWords();
  const me = useMe();
  const { bureauName, may } = useScope();
  const [adding, setAdding] = useState<'one' | 'table' | 'localities' | 'neighbours'>();
  const mayAdd = may(PERMISSIONS.createStation);
  return (
    <>
      <PageHeader
        title={say('派出所', 'Stations')}
        facts={say('{bureau} · 共 {count, number} 个派出所，您可进入 {mine, number} 个', '{bureau} · {count, number} stations, you may enter {mine, number}', { bureau: bureauName, count: me.bureau.stationCount, mine: me.stations.length })}
        actions={
          <>
            {may(PERMISSIONS.readStation) && <Button onClick={() => setAdding('neighbours')}>{say('相邻派出所', 'Neighbours')}</Button>}
            {may(PERMISSIONS.readStation) && <Button onClick={() => setAdding('localities')}>{say('社区和网格', 'Communities and grid cells')}</Button>}
            {mayAdd && <Button onClick={() => setAdding('table')}>{say('从表格新建', 'New from a table')}</Button>}
            {mayAdd && <Button type="primary" onClick={() => setAdding('one')}>{say('新建派出所', 'New station')}</Button>}
          </>
        }
      />
      {may(PERMISSIONS.manageCalendars) && <CalendarToDo />}
      <div className="sh-stack">
        <BureauWidgets />
        <section className="sh-card sh-tight">
          {me.stations.length > 0 ? <StationList /> : me.bureau.stationCount === 0 && mayAdd ? (
            <EmptyState title={say('还没有派出所', 'No station yet')} hint={say('新建后即可登记、导入警情。', 'Create one; then incidents can be recorded and imported.')} />
          ) : (
            <EmptyState title={say('没有可进入的派出所', 'No station you may enter')} hint={say('分局角色默认只看汇总；查看某个派出所的内容需要授权。', 'Bureau roles see totals only; a station’s content needs a grant.')} />
          )}
        </section>
      </div>
      {adding === 'one' && <Suspense fallback={null}><StationDrawer onClose={() => setAdding(undefined)} /></Suspense>}
      {adding === 'localities' && <Suspense fallback={null}><LocalitiesDrawer onClose={() => setAdding(undefined)} /></Suspense>}
      {adding === 'neighbours' && <Suspense fallback={null}><NeighboursDrawer onClose={() => setAdding(undefined)} /></Suspense>}
      {adding === 'table' && <Suspense fallback={null}><StationTable onClose={() => setAdding(undefined)} /></Suspense>}
    </>
  );
}
