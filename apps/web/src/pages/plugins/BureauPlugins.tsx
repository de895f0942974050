import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { BureauPluginsDocument, type BureauPluginsQuery } from '../../gql/plugins.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { AssessmentBanner } from './parts.js';
import { assessmentChip, needsCare, policyInWords } from './words.js';
import './plugins.css';

const PolicyDrawer = lazy(() => import('./PolicyDrawer.js'));
const AssessmentDrawer = lazy(() => import('./AssessmentDrawer.js'));
const SettingsDrawer = lazy(() => import('./SettingsDrawer.js'));
const KEYS = ['show'] as const;
type What = 'policy' | 'assess' | 'settings';

export type BureauPlugin = BureauPluginsQuery['bureauPlugins'][number];
type StationCell = BureauPlugin['stations'][number];
type Row = { readonly id: string; readonly name: string; readonly cells: ReadonlyMap<string, StationCell> };

/** Stations × plugins: what is on and why, and which assessments want somebody. Counts only, nothing of what runs. */
export default function BureauPlugins() {
  const { say, textOf } = useWords();
  const { bureauId } = useScope();
  const { values, set } = useFilters(KEYS);
  const [open, setOpen] = useState<{ plugin: string; what: What }>();
  const { data, error, refetch } = useQuery(BureauPluginsDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const plugins = data.bureauPlugins;
  const rows = rowsOf(plugins);
  const wanting = rows.filter(({ cells }) => [...cells.values()].some(wantsCare));
  const shown = values.show === 'care' ? wanting : rows;
  const columns: Column<Row>[] = [
    { key: 'station', title: say('派出所', 'Station'), main: true, render: ({ name }) => name },
    ...plugins.map(({ plugin }) => ({ key: plugin.id, title: textOf(plugin.title), render: ({ cells }: Row) => <Cell standing={cells.get(plugin.id)} /> })),
  ];
  const chosen = plugins.find(({ plugin }) => plugin.id === open?.plugin);
  const close = () => setOpen(undefined);
  const done = () => { close(); void refetch(); };
  return (
    <>
      <PageHeader title={say('插件策略', 'Policies on plugins')} facts={say('{stations, number} 个派出所 × {plugins, number} 个插件；{care, plural, =0 {均无待处理的影响评估或接办} other {# 个所有待处理的影响评估或接办}}', '{stations, plural, one {# station} other {# stations}} × {plugins, plural, one {# plugin} other {# plugins}}; {care, plural, =0 {none wants} one {# station wants} other {# stations want}} an assessment or a takeover', { stations: rows.length, plugins: plugins.length, care: wanting.length })} />
      <div className="sh-stack">
        {plugins.length === 0 ? <section className="sh-card"><EmptyState title={say('没有安装插件', 'No plugin is installed')} hint={say('插件由运维人员随平台安装。', 'Plugins are installed with the platform by whoever runs it.')} /></section> : (
          <>
            <Policies plugins={plugins} onOpen={(plugin, what) => setOpen({ plugin, what })} />
            <div className="sh-filters" role="search" aria-label={say('筛选派出所', 'Filter stations')}><Segmented aria-label={say('显示', 'Show')} value={values.show === 'care' ? 'care' : 'all'} onChange={(value) => set('show', value === 'all' ? undefined : value)} options={[{ value: 'all', label: say('全部派出所', 'All stations') }, { value: 'care', label: say('只看有问题的', 'Only those that want care') }]} /></div>
            <section className="sh-card sh-tight pl-matrix">
              {shown.length > 0 ? <DataTable label={say('各所启用情况', 'By station')} columns={columns} rows={shown} rowKey={({ id }) => id} />
                : rows.length === 0 ? <EmptyState title={say('分局还没有派出所', 'The bureau has no station yet')} /> : <EmptyState filtered title={say('没有需要处理的派出所', 'No station wants care')} hint={say('影响评估都有效，停用的插件都有接办人。', 'Every assessment holds, and what runs of disabled plugins has somebody to finish it.')} />}
            </section>
          </>
        )}
      </div>
      <Suspense fallback={null}>
        {chosen && open?.what === 'settings' && <SettingsDrawer plugin={chosen.plugin} onClose={close} />}
        {chosen && open?.what === 'policy' && <PolicyDrawer standing={chosen} onClose={close} onDone={done} />}
        {chosen && open?.what === 'assess' && <AssessmentDrawer about={chosen.plugin} atMost={chosen.assessmentAtMost} onClose={close} onDone={done} />}
      </Suspense>
    </>
  );
}

function Policies({ plugins, onOpen }: { plugins: readonly BureauPlugin[]; onOpen: (plugin: string, what: What) => void }) {
  const { say, textOf, moment } = useWords();
  const { may } = useScope();
  return (
    <section className="sh-card sh-tight">
      <DataTable
        label={say('插件', 'Plugins')} rows={plugins} rowKey={({ plugin }) => plugin.id}
        columns={[
          { key: 'title', title: say('插件', 'Plugin'), main: true, render: ({ plugin }) => <span>{textOf(plugin.title)} <span className="sh-mono sh-small sh-sub">{plugin.version}</span></span> },
          { key: 'policy', title: say('分局策略', 'Policy'), width: '120px', render: ({ policy }) => <Chip tone={policy === 'FREE' ? 'plain' : 'info'}>{policyInWords(policy, say)}</Chip> },
          { key: 'why', title: say('依据', 'Why'), render: ({ reason, since, setBy }) => (since ? <span className="sh-long">{reason} <span className="sh-sub sh-small">{setBy} · {moment(since)}</span></span> : <span className="sh-sub">—</span>) },
          { key: 'assessment', title: say('分局影响评估', 'The bureau’s assessment'), render: (row) => (row.plugin.needsAssessment ? <AssessmentBanner standing={{ enabled: false, assessment: row.assessment }} /> : <span className="sh-sub">{say('不需要', 'Not needed')}</span>) },
          {
            key: 'do', title: say('操作', 'Actions'), render: ({ plugin }) => (
              <span className="sh-row">
                {may(PERMISSIONS.setPluginPolicies) && <Button size="small" onClick={() => onOpen(plugin.id, 'policy')}>{say('设定策略…', 'Set the policy …')}</Button>}
                {may(PERMISSIONS.setPluginPolicies) && plugin.hasSettings && <Button size="small" onClick={() => onOpen(plugin.id, 'settings')}>{say('设置…', 'Settings …')}</Button>}
                {may(PERMISSIONS.assessPlugins) && plugin.needsAssessment && <Button size="small" onClick={() => onOpen(plugin.id, 'assess')}>{say('登记评估…', 'Record an assessment …')}</Button>}
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

/** One station's plugin: colour only where something wants attention. */
function Cell({ standing }: { standing: StationCell | undefined }) {
  const { say } = useWords();
  if (standing === undefined) return <span className="sh-sub">—</span>;
  const { enabled, because, running, assessment, policyOfItsOwn } = standing;
  const chip = assessmentChip(assessment, say);
  return (
    <span className="pl-cell">
      <span className="sh-row"><Chip>{enabled ? (because === 'POLICY' ? say('统一启用', 'Mandated') : say('已启用', 'Enabled')) : because === 'POLICY' ? say('禁用', 'Forbidden') : say('未启用', 'Not enabled')}</Chip>{policyOfItsOwn && <Chip tone="info">{say('单独规定', 'Its own')}</Chip>}{chip && needsCare(assessment) && <Chip tone={chip.tone}>{chip.words}</Chip>}</span>
      {running > 0 && <span className="sh-sub sh-small">{enabled ? say('在办 {count, number} 件', '{count, number} running', { count: running }) : leftAlone(standing) ? say('在办 {count, number} 件，无人接办', '{count, number} running, nobody finishes them', { count: running }) : say('在办 {count, number} 件，已有人接办', '{count, number} running, taken over', { count: running })}</span>}
    </span>
  );
}

const leftAlone = ({ enabled, running, takeovers }: StationCell) => !enabled && running > 0 && takeovers.length === 0;
const wantsCare = (standing: StationCell) => (standing.enabled && needsCare(standing.assessment)) || leftAlone(standing);

function rowsOf(plugins: readonly BureauPlugin[]): Row[] {
  const stations = new Map(plugins.flatMap(({ stations: of }) => of.map(({ stationId, stationName }) => [stationId, stationName] as const)));
  return [...stations].map(([id, name]) => ({ id, name, cells: new Map(plugins.flatMap(({ plugin, stations: of }) => of.filter(({ stationId }) => stationId === id).map((standing) => [plugin.id, standing] as const))) }));
}
