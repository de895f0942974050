import { useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, Loading, PageHeader, useScope, useStation, useWords, type Tone } from '@stationhouse/plugin-web';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link } from 'react-router';
import { WorkflowGalleryDocument, type WorkflowGalleryQuery, type WorkflowStanding } from '../../gql/configure.js';
import { BureauPluginsDocument } from '../../gql/plugins.js';
import { PERMISSIONS } from '../../permissions.js';
import './configure.css';

const AuthoredGallery = lazy(() => import('./authoring/AuthoredGallery.js'));
const Thumbnail = lazy(() => import('./Thumbnail.js'));
type Entry = WorkflowGalleryQuery['workflowGallery'][number];

/** The workflows of a station, each with what it does, how it did, and the way to fit it; of a bureau, the way to its template. */
export default function Gallery() {
  return useScope().stationId === undefined ? <BureauGallery /> : <StationGallery />;
}

function StationGallery() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const { data, error, refetch } = useQuery(WorkflowGalleryDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const used = data.workflowGallery.filter(({ standing }) => isUsed(standing));
  const others = data.workflowGallery.filter(({ standing }) => !isUsed(standing));
  return (
    <>
      <PageHeader title={say('工作流配置', 'Workflow settings')} facts={say('按本所实际调整期限、提醒、岗位、表单和步骤；上级锁定的不能改', 'Fit times, reminders, roles, forms and steps to the station; what is locked from above stays')} />
      {used.length === 0 && <section className="sh-card"><EmptyState title={say('本所还没有启用工作流', 'No workflow is enabled here')} hint={say('启用插件后，其工作流会出现在这里。', 'Enable a plugin, and its workflows appear here.')} action={may(PERMISSIONS.readPlugins) ? <Link to={`${base}/plugins`}>{say('去启用插件', 'To the plugins')}</Link> : undefined} /></section>}
      <div className="cf-gallery">{used.map((entry) => <WorkflowCard key={entry.workflow.id} entry={entry} />)}</div>
      {others.length > 0 && <><h2>{say('未启用', 'Not in use')}</h2><div className="cf-gallery">{others.map((entry) => <WorkflowCard key={entry.workflow.id} entry={entry} />)}</div></>}
    </>
  );
}

function isUsed(standing: WorkflowStanding): boolean {
  return standing === 'ENABLED' || standing === 'MANDATED';
}

const TONES: Readonly<Record<WorkflowStanding, Tone>> = { ENABLED: 'ok', MANDATED: 'info', AVAILABLE: 'plain', FORBIDDEN: 'bad' };

function WorkflowCard({ entry }: { entry: Entry }) {
  const { say, textOf, moment } = useWords();
  const { base, may } = useStation();
  const { workflow, standing, figures } = entry;
  const words: Readonly<Record<WorkflowStanding, string>> = { ENABLED: say('已启用', 'Enabled'), MANDATED: say('分局统一启用', 'Mandated'), AVAILABLE: say('可启用', 'Available'), FORBIDDEN: say('分局停用', 'Forbidden') };
  const title = textOf(workflow.title);
  const fit = may(PERMISSIONS.publishConfiguration) ? say('配置', 'Fit it') : say('查看配置', 'See its settings');
  return (
    <Card title={title} id={workflow.id} extra={<><Chip tone={TONES[standing]}>{words[standing]}</Chip>{entry.draftVersion !== null && <Chip tone="warn">{say('有草稿', 'Draft')}</Chip>}{entry.canaryShare !== null && <Chip tone="info">{say('试行 {share}%', 'On trial: {share}%', { share: entry.canaryShare })}</Chip>}{entry.conflicting && <Chip tone="bad">{say('待处理冲突', 'Conflicts')}</Chip>}</>}>
      <p className="sh-sub">{textOf(workflow.description)}</p>
      {entry.policyReason !== null && <p className="sh-small">{say('分局说明：{reason}', 'The bureau says: {reason}', { reason: entry.policyReason })}</p>}
      <Suspense fallback={<div className="cf-thumb" />}><Thumbnail graph={workflow.graph} title={title} /></Suspense>
      {figures.started > 0 ? <Figures figures={figures} /> : <p className="sh-sub sh-small">{say('近 90 天没有新发起的事项', 'Nothing started in the last 90 days')}</p>}
      <div className="cf-facts">
        <More summary={say('{count} 个时限', '{count, plural, one {# clock} other {# clocks}}', { count: entry.clocks.length })}>{entry.clocks.map((clock) => <li key={clock.key}>{textOf(clock.title)} <b>{textOf(clock.budget)}</b>{clock.because !== null && <span className="sh-sub sh-small"> {clock.because}</span>}</li>)}</More>
        <More summary={say('{count} 个岗位参与', '{count, plural, one {# role} other {# roles}} take part', { count: entry.roles.length })}>{entry.roles.map((role) => <li key={role.role}><b>{textOf(role.title)}</b> <span className="sh-sub">{role.tasks.map((task) => textOf(task)).join(say('、', ', '))}</span></li>)}</More>
        {entry.changes.length > 0 && <More summary={say('与流程模板有 {count} 处不同', '{count, plural, one {# difference} other {# differences}} from the template', { count: entry.changes.length })}>{entry.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</More>}
      </div>
      <div className="sh-row">
        {isUsed(standing) && <Link to={`${base}/workflows/${workflow.id}`} aria-label={say('{fit}“{title}”', '{fit}: {title}', { fit, title })}>{fit}</Link>}
        <span className="sh-sub sh-small sh-push">{[say('模板 v{template}', 'template v{template}', { template: entry.template }), entry.revision > 0 ? say('本所 v{revision}', 'station v{revision}', { revision: entry.revision }) : '', entry.changedAt === null ? '' : say('{at} 更新', 'changed {at}', { at: moment(entry.changedAt) })].filter(Boolean).join(' · ')}</span>
      </div>
    </Card>
  );
}

function Figures({ figures }: { figures: Entry['figures'] }) {
  const { say, number } = useWords();
  const share = figures.overdueShare === null ? '–' : `${Math.round(figures.overdueShare * 100)}%`;
  return (
    <dl className="cf-figures">
      {([[say('近 90 天发起', 'Started in 90 days'), number(figures.started)], [say('已办结', 'Finished'), number(figures.finished)], [say('有逾期', 'Overdue'), say('{count}（{share}）', '{count} ({share})', { count: number(figures.overdue), share })]] as const).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function More({ summary, children }: { summary: string; children: ReactNode }) {
  return <details className="cf-below"><summary>{summary}</summary><ul>{children}</ul></details>;
}

/** The templates of a bureau: what it sets holds at all its stations. */
function BureauGallery() {
  const { say, textOf } = useWords();
  const { bureauId, base } = useScope();
  const { data, error, refetch } = useQuery(BureauPluginsDocument, { variables: { bureauId } });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  return (
    <>
      <PageHeader title={say('工作流配置', 'Workflow settings')} facts={say('分局模板：在此设定的内容、界限和锁定适用于全部派出所', 'The bureau’s template: what is set, bounded and locked here holds at all stations')} />
      <div className="cf-gallery">
        {data.bureauPlugins.flatMap(({ plugin, stations }) => plugin.workflows.map(({ id, title }) => (
          <Card key={id} title={textOf(title)} id={id} extra={<Chip>{say('{on} / {all} 个所启用', 'enabled at {on} of {all} stations', { on: stations.filter(({ enabled }) => enabled).length, all: stations.length })}</Chip>}>
            <Link to={`${base}/workflows/${id}`} aria-label={say('配置分局模板“{title}”', 'Fit the template: {title}', { title: textOf(title) })}>{say('配置分局模板', 'Fit the template')}</Link>
          </Card>
        )))}
      </div>
      <Suspense fallback={<Loading rows={3} />}><AuthoredGallery templates={data.bureauPlugins.flatMap(({ plugin }) => plugin.workflows.map(({ id, title }) => ({ id, title: textOf(title) })))} /></Suspense>
    </>
  );
}
