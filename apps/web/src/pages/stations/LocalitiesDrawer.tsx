import { useMutation, useQuery } from '@apollo/client/react';
import { DataTable, DropZone, EmptyState, ErrorState, handOver, InlineError, Loading, useScope, useWords, type SmallTable } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { DeclareLocalitiesDocument, LocalitiesDocument } from '../../gql/localities.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe, workingStations } from '../../session/me.js';
import { rest } from '../../session/rest.js';
import { session } from '../../session/session.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { localitiesTable, localityKinds, localityTitle, readLocalities, type LocalitiesOutcome } from './localities.js';
import './stations.css';

/** 社区和网格: what each station polices, by name; a table says it anew. */
export default function LocalitiesDrawer({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, may } = useScope();
  const id = useId();
  const stations = workingStations(useMe()).map(({ station }) => station).filter(({ unrouted }) => !unrouted);
  const [stationId, setStationId] = useState(stations[0]?.id ?? '');
  const { data, error, refetch } = useQuery(LocalitiesDocument, { variables: { bureauId, stationId }, skip: stationId === '', fetchPolicy: 'cache-and-network' });
  const all = data?.localities ?? [];
  const kinds = localityKinds(say);
  const station = stations.find((one) => one.id === stationId);
  const nameOf = new Map(all.map(({ code, name }) => [code, name]));
  /** What was imported is looked at where the table begins. */
  const shown = (written: string) => {
    setStationId((now) => stations.find(({ name, code }) => name === written || code === written.toUpperCase())?.id ?? now);
    void refetch();
  };
  return (
    <SideDrawer open title={say('社区和网格', 'Communities and grid cells')} onClose={onClose} size="min(860px, 100vw)" rootClassName="st-drawer" destroyOnHidden>
      <div className="sh-stack">
        {may(PERMISSIONS.changeStation) && <Import onDone={shown} />}
        <div className="sh-row sh-wrap">
          <label htmlFor={id}>{say('派出所', 'Station')}</label>
          <Select id={id} showSearch={{ optionFilterProp: 'label' }} value={stationId} onChange={setStationId} options={stations.map((one) => ({ value: one.id, label: `${one.name} · ${one.code}` }))} style={{ minWidth: 220 }} />
          <Button disabled={station === undefined} onClick={() => { if (station) handOver(localitiesTable(all, station.name, say), `${station.code}-localities.csv`); }}>{all.length === 0 ? say('下载空白表格', 'Save an empty table') : say('下载本所名单', 'Save this list')}</Button>
        </div>
        {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={4} />
          : all.length === 0 ? <EmptyState title={say('本所还没有社区和网格', 'No community and no grid cell of this station yet')} hint={say('导入后，拆分派出所时可直接选择划出的社区和网格。', 'Once imported, a split can choose which of them go to the new station.')} /> : (
            <DataTable
              dense label={say('社区和网格', 'Communities and grid cells')} rows={all} rowKey={(one) => one.id}
              columns={[
                { key: 'name', title: localityTitle('name', say), main: true, render: ({ name }) => name },
                { key: 'code', title: localityTitle('code', say), render: ({ code }) => <span className="sh-mono">{code}</span> },
                { key: 'kind', title: localityTitle('kind', say), render: ({ kind }) => kinds[kind] },
                { key: 'drawn', title: localityTitle('area', say), render: ({ drawn }) => (drawn ? say('已划定', 'drawn') : '—') },
                { key: 'community', title: say('所属社区', 'Community'), render: ({ communityCode }) => (communityCode ? (nameOf.get(communityCode) ?? communityCode) : '—') },
              ]}
            />
          )}
      </div>
    </SideDrawer>
  );
}

interface Tried {
  readonly name: string;
  readonly sheet: ReturnType<typeof readLocalities>;
  readonly outcome: LocalitiesOutcome | undefined;
}

/** A table is read and tried; then it holds, or nothing of it. */
function Import({ onDone }: { onDone: (station: string) => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const [tried, setTried] = useState<Tried>();
  const [reading, real] = [useCommand(), useCommand()];
  const [declare] = useMutation(DeclareLocalitiesDocument);
  const send = async (sheet: Tried['sheet'], dryRun: boolean, idempotencyKey: string) => (await declare({ variables: { bureauId, rows: [...sheet.rows], dryRun, idempotencyKey } })).data?.declareLocalities;
  const pick = (file: File) => {
    setTried(undefined);
    real.reset();
    void reading.run(async (idempotencyKey) => {
      const body = new FormData();
      body.append('file', file, file.name);
      const sheet = readLocalities(await rest<SmallTable>(`/api/bureaus/${bureauId}/localities/table`, { body, token: await session.freshToken() }));
      setTried({ name: file.name, sheet, outcome: sheet.missing.length > 0 ? undefined : await send(sheet, true, idempotencyKey) });
    });
  };
  const keep = async ({ sheet, name }: Tried) => {
    let outcome: LocalitiesOutcome | undefined;
    if (!(await real.run(async (idempotencyKey) => { outcome = await send(sheet, false, idempotencyKey); }))) return;
    if (outcome?.applied !== true) return void setTried({ sheet, name, outcome });
    toast.done(say('已导入 {count, number} 个社区和网格', '{count, number} communities and grid cells imported', { count: sheet.rows.length }));
    setTried(undefined);
    onDone(sheet.rows[0]?.station ?? '');
  };
  const fine = tried?.outcome !== undefined && tried.outcome.problems.length === 0;
  return (
    <section className="sh-stack" aria-label={say('导入', 'Import')}>
      <DropZone accept=".xlsx,.csv" onPick={pick} hint={say('每行一个社区或网格，最多 5,000 行：编号、名称、类别（社区或网格）、派出所必填，网格可填所属社区编号，“范围”可填地图软件导出的 WKT 或 GeoJSON 多边形（留空则保留原有范围），划定后可按社区和网格统计警情、为巡逻地点命名。表中出现的派出所以表为准，未列出的将移除；其他派出所不变。', 'One community or grid cell a row, at most 5,000: code, name, kind and station are needed; a grid cell may name the code of its community, and “Area” may hold the polygon a map program exports, in WKT or GeoJSON (blank keeps what is drawn): figures then tell communities and grid cells apart, and patrols name places. For the stations in the table it holds what they police: what it does not list is removed. Other stations stay as they are.')} />
      <InlineError error={reading.error ?? real.error} />
      {reading.sending && <Loading rows={2} />}
      {tried !== undefined && <TriedWords tried={tried} />}
      {tried !== undefined && fine && <div className="form-foot"><Button onClick={() => setTried(undefined)}>{say('取消', 'Cancel')}</Button><Button type="primary" loading={real.sending} onClick={() => void keep(tried)}>{say('导入', 'Import')}</Button></div>}
    </section>
  );
}

function TriedWords({ tried: { name, sheet, outcome } }: { tried: Tried }) {
  const { say, textOf } = useWords();
  if (outcome === undefined) return <p role="alert" className="sh-bad-ink">{say('“{name}”缺少列：{columns}。', '“{name}” lacks the columns {columns}.', { name, columns: sheet.missing.map((column) => localityTitle(column, say)).join(say('、', ', ')) })}</p>;
  const { problems, added, changed, removed, stations } = outcome;
  if (problems.length === 0) return <p role="status">{say('“{name}”：{stations, number} 个派出所，新增 {added, number} 个，修改 {changed, number} 个，移除 {removed, number} 个；尚未导入。', '“{name}”: {stations, plural, one {# station} other {# stations}}; {added, number} new, {changed, number} changed, {removed, number} removed. Nothing is imported yet.', { name, stations, added, changed, removed })}</p>;
  return (
    <div role="alert" className="st-problems">
      <b>{say('“{name}”有 {count, number} 处问题，一行也未导入', '{count, plural, one {# thing is} other {# things are}} wrong with “{name}”; no row was imported', { name, count: problems.length })}</b>
      {problems.slice(0, 20).map((problem) => <div key={`${problem.row} ${problem.column} ${problem.code}`}>{say('第 {row, number} 行：', 'Row {row, number}: ', { row: problem.row })}{textOf(problem.text)}</div>)}
      {problems.length > 20 && <div>{say('另有 {count, number} 处', '{count, number} more', { count: problems.length - 20 })}</div>}
    </div>
  );
}
