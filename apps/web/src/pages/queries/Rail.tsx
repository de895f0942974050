import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Popconfirm, Tabs } from 'antd';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { QueryExamplesDocument, RemoveSavedQueryDocument, SavedQueriesDocument, type SavedQueryRowFragment } from '../../gql/queries.js';
import { useToast } from '../../shell/toast.js';
import { kept } from './kept.js';
import { objectOf, type OpenQuery } from './query.js';
import { openingOf } from './SaveDrawer.js';
import { SchemaDocs, type Trail } from './SchemaDocs.js';
import { useAskedStations } from './useAskedStations.js';
import { Versions } from './Versions.js';

interface Opening {
  readonly opened: OpenQuery | undefined;
  readonly onOpen: (wanted: OpenQuery) => void;
}

/** What to start from: examples, saved queries, what was run before, and the words of the schema. */
export function Rail({ ready, tab, onTab, trail, onTrail, ...opening }: Opening & Trail & { ready: boolean; tab: string; onTab: (tab: string) => void }) {
  const { say } = useWords();
  const pane = (key: string, label: string, children: ReactNode) => ({ key, label, children, disabled: !ready && key !== 'examples' });
  return (
    <Tabs size="small" tabBarGutter={18} activeKey={tab} onChange={onTab} items={[
      pane('examples', say('示例', 'Examples'), <Examples {...opening} />),
      pane('saved', say('已保存', 'Saved'), <Saved {...opening} />),
      pane('runs', say('历史', 'History'), <Runs {...opening} />),
      pane('docs', say('文档', 'Docs'), <SchemaDocs trail={trail} onTrail={onTrail} />),
    ]} />
  );
}

/** The gallery, filled in for where the reader is. */
export function Examples({ onOpen, opened }: Opening) {
  const { textOf } = useWords();
  const stationIds = useAskedStations();
  const { data, error, refetch } = useQuery(QueryExamplesDocument, { variables: { stationIds }, skip: stationIds.length === 0 });
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  return (
    <ul className="queries-list">
      {data.queryExamples.map(({ id, title, description, document, variables }) => (
        <li key={id}>
          <button type="button" className="queries-pick" aria-pressed={opened?.title === textOf(title) && opened.saved === undefined} onClick={() => onOpen({ title: textOf(title), document, variables: objectOf(variables) })}>
            <b>{textOf(title)}</b><span className="sh-small sh-sub">{textOf(description)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** One's own queries and those shared with one. */
export function Saved({ onOpen, opened }: Opening) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const [search, setSearch] = useState('');
  const { data, error, refetch } = useQuery(SavedQueriesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const rows = data.savedQueries.filter(({ title, description }) => `${title} ${description}`.toLowerCase().includes(search.trim().toLowerCase()));
  if (data.savedQueries.length === 0) return <EmptyState title={say('还没有保存的查询', 'Nothing is saved yet')} hint={say('写好查询后点“保存…”，可只给自己，也可与本所或全分局共享。', 'Write a query and press “Save …”: for yourself, your station, or the whole bureau.')} />;
  return (
    <div className="sh-stack">
      <Input.Search allowClear placeholder={say('按名称查找', 'Find by title')} aria-label={say('按名称查找', 'Find by title')} value={search} onChange={(event) => setSearch(event.target.value)} />
      {rows.length === 0 ? <EmptyState filtered title={say('没有相符的查询', 'Nothing fits')} /> : <ul className="queries-list">{rows.map((row) => <SavedRow key={row.id} row={row} open={opened?.saved?.id === row.id} onOpen={onOpen} />)}</ul>}
    </div>
  );
}

function SavedRow({ row, open, onOpen }: { row: SavedQueryRowFragment; open: boolean; onOpen: Opening['onOpen'] }) {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const [remove] = useMutation(RemoveSavedQueryDocument, { refetchQueries: [SavedQueriesDocument] });
  const shared = row.sharing === 'OWN' ? undefined : row.sharing === 'BUREAU' ? say('全分局', 'bureau') : (row.station?.name ?? say('派出所', 'station'));
  const takeAway = () => remove({ variables: { bureauId, savedQueryId: row.id, expectedVersion: row.version } }).then(() => toast.done(say('已删除', 'Removed')), toast.failed);
  return (
    <li>
      <button type="button" className="queries-pick" aria-pressed={open} onClick={() => onOpen(openingOf(row))}>
        <b className="sh-long">{row.title}</b>
        {row.description && <span className="sh-small sh-sub sh-long">{row.description}</span>}
        <span className="sh-small sh-sub">{shared && <Chip>{shared}</Chip>} {row.mine ? say('我的', 'mine') : row.owner.displayName} · {say('第 {version} 版', 'version {version}', { version: row.version })} · {moment(row.savedAt)}</span>
      </button>
      {open && (
        <div className="sh-row queries-row-actions">
          {row.version > 1 && <Versions id={row.id} version={row.version} onPick={(old) => onOpen({ ...openingOf(row), ...old })} />}
          {row.mine && <Popconfirm title={say('删除这个查询？', 'Remove this query?')} description={say('各版本一并删除，共享的人也不再看到。', 'With all its versions; those it is shared with lose it, too.')} okText={say('删除', 'Remove')} cancelText={say('取消', 'Cancel')} onConfirm={takeAway}><Button size="small" danger>{say('删除…', 'Remove …')}</Button></Popconfirm>}
        </div>
      )}
    </li>
  );
}

/** What was run in this tab. Variables are not remembered: they may hold somebody's telephone. */
function Runs({ onOpen }: Opening) {
  const { say, moment, number } = useWords();
  const runs = useSyncExternalStore(kept.subscribe, () => kept.runs);
  if (runs.length === 0) return <EmptyState title={say('还没有运行过查询', 'Nothing was run yet')} hint={say('历史只在本标签页、登录期间保留，不含变量。', 'History stays in this tab while you are signed in, without variables.')} />;
  return (
    <ul className="queries-list">
      {runs.map(({ at, document, milliseconds, code }) => (
        <li key={at}>
          <button type="button" className="queries-pick" onClick={() => onOpen({ title: '', document, variables: {} })}>
            <code className="queries-first sh-mono">{document.trim().split('\n', 1)[0]}</code>
            <span className="sh-small sh-sub">{moment(new Date(at).toISOString())} · {code ? <span className="queries-bad">{code}</span> : say('{ms} 毫秒', '{ms} ms', { ms: number(milliseconds) })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
