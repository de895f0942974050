import { useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, Loading, PageHeader, useScope, useStation, useWords, type Tone } from '@stationhouse/plugin-web';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link } from 'react-router';
import { BureauGalleryDocument, WorkflowGalleryDocument, type WorkflowGalleryQuery, type WorkflowStanding } from '../../gql/configure.js';
import { PERMISSIONS } from '../../permissions.js';
import './configure.css';

const AuthoredGallery = lazy(() => import('./authoring/AuthoredGallery.js'));
const Thumbnail = lazy(() => import('./Thumbnail.js'));
type Entry = WorkflowGalleryQuery['workflowGallery'][number];

/** The workflows of a station, or of a bureau for all its stations, each with what it does, how it did, and the way to fit it. */
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

/** What the bureau sets holds at all its stations; the figures are of all of them together. */
function BureauGallery() {
  const { say, textOf } = useWords();
  const { bureauId, base } = useScope();
  const { data, error, refetch } = useQuery(BureauGalleryDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  return (
    <>
      <PageHeader title={say('工作流配置', 'Workflow settings')} facts={say('分局模板：在此设定的内容、界限和锁定适用于全部派出所', 'The bureau’s template: what is set, bounded and locked here holds at all stations')} actions={<Link to={`${base}/reviews`}>{say('复核规则', 'Review rules')}</Link>} />
      {data.bureauGallery.length === 0 && <section className="sh-card"><EmptyState title={say('还没有工作流', 'There is no workflow yet')} hint={say('工作流由插件带来。', 'Plugins bring them.')} /></section>}
      <div className="cf-gallery">{data.bureauGallery.map((entry) => <WorkflowCard key={entry.workflow.id} entry={entry} />)}</div>
      <Suspense fallback={<Loading rows={3} />}><AuthoredGallery templates={data.bureauGallery.map(({ workflow: { id, title } }) => ({ id, title: textOf(title) }))} /></Suspense>
    </>
  );
}

function isUsed(standing: WorkflowStanding): boolean {
  return standing === 'ENABLED' || standing === 'MANDATED';
}

const TONES: Readonly<Record<WorkflowStanding, Tone>> = { ENABLED: 'ok', MANDATED: 'info', AVAILABLE: 'plain', FORBIDDEN: 'bad' };

function WorkflowCard({ entry }: { entry: Entry }) {
  const { say, textOf, moment } = useWords();
  const { base, may, stationId } = useScope();
  const { workflow, standing, figures } = entry;
  const ofBureau = stationId === undefined;
  const title = textOf(workflow.title);
  const edits = may(PERMISSIONS.publishConfiguration);
  const fit = !edits ? say('查看配置', 'See its settings') : ofBureau ? say('配置分局模板', 'Fit the template') : say('配置', 'Fit it');
  const versions = [
    say('流程模板 v{template}', 'template v{template}', { template: entry.template }),
    entry.revision === 0 ? '' : ofBureau ? say('分局 v{revision}', 'bureau v{revision}', { revision: entry.revision }) : say('本所 v{revision}', 'station v{revision}', { revision: entry.revision }),
    entry.changedAt === null ? '' : say('{at} 更新', 'changed {at}', { at: moment(entry.changedAt) }),
  ];
  return (
    <Card title={title} id={workflow.id} extra={<span className="sh-row sh-wrap"><Standings entry={entry} ofBureau={ofBureau} /></span>}>
      <p className="sh-sub">{textOf(workflow.description)}</p>
      {entry.policyReason !== null && <p className="sh-small">{say('分局说明：{reason}', 'The bureau says: {reason}', { reason: entry.policyReason })}</p>}
      <Suspense fallback={<div className="cf-thumb" />}><Thumbnail graph={workflow.graph} title={title} /></Suspense>
      {figures.started > 0 ? <Figures figures={figures} ofBureau={ofBureau} /> : <p className="sh-sub sh-small">{say('近 90 天没有新发起的事项', 'Nothing started in the last 90 days')}</p>}
      <div className="cf-facts">
        {entry.clocks.length > 0 && <Listed title={say('时限', 'Clocks')} items={entry.clocks.map((clock) => <li key={clock.key}><span>{textOf(clock.title)}</span> <b>{textOf(clock.budget)}</b>{clock.because !== null && <span className="sh-sub sh-small"> {clock.because}</span>}</li>)} />}
        {entry.roles.length > 0 && <Listed title={say('谁办什么', 'Who does what')} items={entry.roles.map((role) => <li key={role.role}><b>{textOf(role.title)}</b> <span className="sh-sub">{role.tasks.map((task) => textOf(task)).join(say('、', ', '))}</span></li>)} />}
      </div>
      {entry.changes.length > 0 && <details className="cf-below"><summary>{say('与流程模板有 {count} 处不同', '{count, plural, one {# difference} other {# differences}} from the template', { count: entry.changes.length })}</summary><ul className="cf-changes">{entry.changes.map((change, index) => <li key={index}>{textOf(change)}</li>)}</ul></details>}
      <div className="sh-row cf-foot">
        {(ofBureau || isUsed(standing)) && <Link className={edits ? 'cf-fit' : undefined} to={`${base}/workflows/${workflow.id}`} aria-label={say('{fit}“{title}”', '{fit}: {title}', { fit, title })}>{fit}</Link>}
        <span className="sh-sub sh-small sh-push">{versions.filter(Boolean).join(' · ')}</span>
      </div>
    </Card>
  );
}

function Standings({ entry, ofBureau }: { entry: Entry; ofBureau: boolean }) {
  const { say } = useWords();
  const words: Readonly<Record<WorkflowStanding, string>> = { ENABLED: say('已启用', 'Enabled'), MANDATED: say('分局统一启用', 'Mandated'), AVAILABLE: say('可启用', 'Available'), FORBIDDEN: say('分局禁用', 'Forbidden') };
  const { standing, enabledStations: on, stations: all } = entry;
  return (
    <>
      {(!ofBureau || standing === 'MANDATED' || standing === 'FORBIDDEN') && <Chip tone={TONES[standing]}>{words[standing]}</Chip>}
      {ofBureau && <Chip>{say('{on} / {all} 个所启用', 'enabled at {on} of {all} stations', { on, all })}</Chip>}
      {entry.draftVersion !== null && <Chip tone="warn">{say('有草稿', 'Draft')}</Chip>}
      {entry.canaryShare !== null && <Chip tone="info">{say('试行 {share}%', 'On trial: {share}%', { share: entry.canaryShare })}</Chip>}
      {entry.reviewNeeded && <Chip>{say('发布须复核', 'Reviewed')}</Chip>}
      {entry.conflicting && <Chip tone="bad">{say('待处理冲突', 'Conflicts')}</Chip>}
    </>
  );
}

function Figures({ figures, ofBureau }: { figures: Entry['figures']; ofBureau: boolean }) {
  const { say, number } = useWords();
  const share = figures.overdueShare === null ? '–' : `${Math.round(figures.overdueShare * 100)}%`;
  const started = ofBureau ? say('近 90 天发起（全局）', 'Started in 90 days (all stations)') : say('近 90 天发起', 'Started in 90 days');
  return (
    <dl className="cf-figures">
      {([[started, number(figures.started)], [say('其中已办结', 'Of these finished'), number(figures.finished)], [say('其中有逾期', 'Of these overdue'), say('{count}（{share}）', '{count} ({share})', { count: number(figures.overdue), share })]] as const).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

const FIRST = 4;

/** The first few at once, the rest where somebody wants them. */
function Listed({ title, items }: { title: string; items: readonly ReactNode[] }) {
  const { say } = useWords();
  const rest = items.slice(FIRST);
  return (
    <div>
      <h3>{title}</h3>
      <ul>{items.slice(0, FIRST)}</ul>
      {rest.length > 0 && <details className="cf-below"><summary>{say('还有 {count} 项', '{count} more', { count: rest.length })}</summary><ul>{rest}</ul></details>}
    </div>
  );
}
