import { useQuery } from '@apollo/client/react';
import { text } from '@stationhouse/kernel';
import { Chip, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { definitionFromJson, newOverlay, parseOverlay, writeOverlay, type FlowCard, type Overlay, type Rules } from '@stationhouse/workflow';
import { Button } from 'antd';
import { lazy, memo, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { DesignBaseDocument, type DesignBaseQuery, type DraftPartsFragment } from '../../gql/configure.js';
import { PERMISSIONS } from '../../permissions.js';
import { rulesOf } from '../../shell/rules.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { Talk } from './Talk.js';
import { cardAt, cardOfPlace, extraStepOf, groundOf } from './compose.js';
import { partsOf } from './composing/messages.js';
import { useComposition } from './composing/useComposition.js';
import { DesignContext, OverlayContext, useDesign, type Design, type RoleName } from './context.js';
import { useEditing } from './editing.js';
import { FlowColumn } from './FlowColumn.js';
import { ColleaguesNote, ConflictsDialog, EndedDialog, MergedNote } from './Merging.js';
import { Overview } from './Overview.js';
import { useColleagues } from './useColleagues.js';
import { NodePanel } from './NodePanel.js';
import { CanaryCard } from './CanaryCard.js';
import { ChangesCard, ProblemsCard } from './Side.js';
import { useDraft, type DraftScope, type SavedDraft } from './useDraft.js';
import { Measured, useEvery, useStep, useUndoKeys } from './page.js';
import { useNarrow } from './useNarrow.js';
import './configure.css';

const PublishDialog = lazy(() => import('./PublishDialog.js'));
const WhatIfPanel = lazy(() => import('./what-if/WhatIfPanel.js'));
const SimulationPanel = lazy(() => import('./simulate/SimulationPanel.js'));
const HistoryDrawer = lazy(() => import('./HistoryDrawer.js'));
const ConflictsCard = lazy(async () => ({ default: (await import('../matrix/ConflictsCard.js')).ConflictsCard }));

/** The designer of one workflow: what is changed, what it does, what it would have done. */
export default function Designer() {
  const scope = useScope();
  const { workflow = '' } = useParams();
  const variables = useMemo((): DraftScope => ({ bureauId: scope.bureauId, stationId: scope.stationId ?? null, workflow }), [scope.bureauId, scope.stationId, workflow]);
  const { data, error, refetch } = useQuery(DesignBaseDocument, { variables, fetchPolicy: 'no-cache' });
  const rules = useRules(data?.workflowBase.pluginId);
  const [begun, setBegun] = useState(0);
  const restart = useCallback(() => void refetch().then(() => setBegun((now) => now + 1)), [refetch]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined || rules === undefined) return <Loading rows={10} />;
  return <Draft key={`${workflow} ${begun}`} scope={variables} base={data.workflowBase} draft={data.workflowDraft ?? undefined} rules={rules} onRestart={restart} />;
}

/** The named rules of a plugin; undefined until they are there. */
function useRules(pluginId: string | undefined): Rules | undefined {
  const [loaded, setLoaded] = useState<{ pluginId: string; rules: Rules }>();
  useEffect(() => {
    let gone = false;
    if (pluginId !== undefined) void rulesOf(pluginId).then((rules) => { if (!gone) setLoaded({ pluginId, rules }); });
    return () => { gone = true; };
  }, [pluginId]);
  return loaded?.pluginId === pluginId ? loaded?.rules : undefined;
}

interface DraftProps {
  readonly scope: DraftScope;
  readonly base: DesignBaseQuery['workflowBase'];
  readonly draft: DraftPartsFragment | undefined;
  readonly rules: Rules;
  readonly onRestart: () => void;
}

function Draft(props: DraftProps) {
  const { say, textOf } = useWords();
  const { scope, base, rules, onRestart } = props;
  const narrow = useNarrow();
  const [dialog, setDialog] = useState<Dialog>();
  const designing = useDesigning(props);
  const { design, saved, problems, checking, problemCards, editing, published } = designing;
  const navigate = useNavigate();
  const colleagues = useColleagues(scope, design.mayEdit, saved.reread);
  const { ground, selected } = design;
  const close = () => design.select(undefined);
  const panel = selected === undefined ? undefined : <NodePanel key={selected.path} card={selected} onClose={close} />;
  const ended = () => { setDialog(undefined); onRestart(); };
  return (
    <DesignContext value={design}>
    <OverlayContext value={editing.overlay}>
      <PageHeader title={textOf(ground.template.definition.title)} chips={<Standing designing={designing} />} facts={<Facts base={base} saved={saved} level={editing.overlay.overlay} />} actions={<Actions designing={designing} onOpen={setDialog} />} />
      <ColleaguesNote colleagues={colleagues} />
      <MergedNote saved={saved} />
      <div className="cf-page">
        <section className="sh-card cf-column" aria-label={say('流程', 'Workflow')}>
          <h2>{say('流程', 'Workflow')}</h2>
          {narrow ? <Drawing problemCards={problemCards} /> : <Measured>{(width) => <Drawing width={width} problemCards={problemCards} />}</Measured>}
        </section>
        <section className="sh-card cf-middle" aria-label={narrow || panel === undefined || selected === undefined ? say('可以调整的内容', 'What can be set') : textOf(selected.title)}>{narrow || panel === undefined ? <Overview /> : panel}</section>
        <Consequences scope={scope} saved={saved} problems={problems} checking={checking} text={designing.text} onEnded={onRestart} />
      </div>
      {narrow && panel !== undefined && <SideDrawer open size="100%" closable={false} onClose={close} aria-label={textOf(selected?.title)}>{panel}</SideDrawer>}
      <ConflictsDialog saved={saved} colleagues={colleagues} />
      <EndedDialog saved={saved} onRestart={onRestart} />
      <Suspense fallback={null}>
        {dialog === 'publish' && <PublishDialog scope={scope} saved={saved} problems={problems} published={published} onClose={() => setDialog(undefined)} onEnded={ended} onMove={(because) => void navigate('migrations/new', { state: { because } })} />}
        {dialog === 'simulation' && (
          <SideDrawer open size="min(100%, 900px)" title={say('模拟运行', 'Try it out')} onClose={() => setDialog(undefined)}>
            <SimulationPanel base={ground.template} layers={[...ground.layers, { overlay: editing.overlay }]} rules={rules} timeZone={base.timeZone} roleTitle={design.roleTitle} stationId={scope.stationId ?? undefined} />
          </SideDrawer>
        )}
        {dialog === 'history' && <HistoryDrawer scope={scope} revision={base.revision} onClose={() => setDialog(undefined)} onRestored={ended} />}
      </Suspense>
    </OverlayContext>
    </DesignContext>
  );
}

const Drawing = memo(FlowColumn);

type Dialog = 'publish' | 'history' | 'simulation';
type Designing = ReturnType<typeof useDesigning>;

/** Everything the page works with: the draft, what it stands on, what it comes to. */
function useDesigning({ scope, base, draft: first, rules }: DraftProps) {
  const { say, textOf } = useWords();
  const { may } = useScope();
  const published = useMemo(() => (base.overlay === null ? undefined : parseOverlay(base.overlay, `${base.workflow}.yaml`).overlay), [base]);
  // The server has checked the layers when they were published.
  const { ground, parts } = useMemo(() => {
    const titles = base.roles.map(({ id, title }) => [id, text(title.zhCN, title.en)] as const);
    const named = new Map(titles);
    const made = groundOf({ definition: definitionFromJson(base.definition), template: base.template }, base.layers.map((layer) => ({ overlay: layer as Overlay })), published, rules, (role) => named.get(role));
    return { ground: made, parts: partsOf(made, published, rules, titles) };
  }, [base, published, rules]);
  const begun = useMemo((): Overlay => (first !== undefined ? parseOverlay(first.overlay, `${base.workflow}.yaml`).overlay : (published ?? newOverlay(scope.stationId === null ? 'bureau' : 'station', ground.template, say('配置调整', 'Configuration')))), [first, published, scope.stationId, ground, base.workflow, say]);
  const editing = useEditing(begun);
  useUndoKeys(editing);
  const saved = useDraft(scope, base.revision, first, begun, editing);
  const { composition, problems, checking } = useComposition(ground, parts, editing.overlay);
  const problemCards = useMemo(() => new Set(problems.flatMap(({ path }) => cardOfPlace(composition.flow, composition.overlay, path)?.path ?? [])), [problems, composition]);
  const roles = useMemo((): readonly RoleName[] => base.roles.map(({ id, title }) => ({ id, title: textOf(title) })), [base.roles, textOf]);
  const [path, select] = useStep();
  const selected = cardAt(composition, path);
  const scheduled = isScheduled(saved);
  const mayEdit = may(PERMISSIONS.publishConfiguration) && !scheduled;
  const design = useMemo((): Design => ({ ground, composition, roles, mayEdit, selected, roleTitle: (id) => roles.find((role) => role.id === id)?.title ?? id, edit: editing.edit, select }), [ground, composition, roles, mayEdit, selected, editing.edit, select]);
  const settled = useDeferredValue(editing.overlay);
  const written = useMemo(() => writeOverlay(settled), [settled]);
  return { design, editing, saved, published, problems, problemCards, checking, scheduled, text: written, count: composition.changes.length };
}

function Standing({ designing: { saved, count } }: { designing: Designing }) {
  const { say, moment } = useWords();
  if (saved.draft?.scheduled) return <Chip tone="info">{say('已排定 {at} 发布', 'To be published {at}', { at: moment(saved.draft.scheduled.at) })}</Chip>;
  return count > 0 ? <Chip tone="warn">{say('草稿 · {count} 处改动', 'Draft · {count, plural, one {# change} other {# changes}}', { count })}</Chip> : <Chip>{say('与现行相同', 'As published')}</Chip>;
}

function Actions({ designing: { editing, problems, count, scheduled, design }, onOpen }: { designing: Designing; onOpen: (dialog: Dialog) => void }) {
  const { say } = useWords();
  const { may } = useScope();
  return (
    <>
      {design.mayEdit && <Button disabled={!editing.canUndo} onClick={editing.undo} title="Ctrl+Z">{say('撤销', 'Undo')}</Button>}
      {design.mayEdit && <Button disabled={!editing.canRedo} onClick={editing.redo} title="Ctrl+Shift+Z">{say('重做', 'Redo')}</Button>}
      <Button disabled={problems.length > 0} onClick={() => onOpen('simulation')}>{say('模拟运行', 'Try it out')}</Button>
      <Button onClick={() => onOpen('history')}>{say('版本', 'Versions')}</Button>
      {may(PERMISSIONS.publishConfiguration) && <Button type="primary" disabled={count === 0 && !scheduled} onClick={() => onOpen('publish')}>{scheduled ? say('排定的发布…', 'The publication…') : say('检查并发布…', 'Check and publish…')}</Button>}
    </>
  );
}

interface ConsequencesProps {
  readonly scope: DraftScope;
  readonly saved: SavedDraft;
  readonly problems: Designing['problems'];
  readonly checking: boolean;
  readonly text: string;
  readonly onEnded: () => void;
}

/** What the draft changes, whether it can run, what it would have done, and what people say of it. Drawn anew when the draft is composed, not with every key. */
const Consequences = memo(function Consequences({ scope, saved, problems, checking, text, onEnded }: ConsequencesProps) {
  const { composition: { changes, overlay }, selected } = useDesign();
  return (
    <div className="sh-stack cf-side">
      <CanaryCard scope={scope} onEnded={onEnded} />
      {scope.stationId !== null && <Suspense fallback={null}><ConflictsCard stationId={scope.stationId} workflow={scope.workflow} onDecided={onEnded} /></Suspense>}
      <ChangesCard text={text} />
      <ProblemsCard problems={problems} checking={checking} />
      {scope.stationId !== null && changes.length > 0 && <Suspense fallback={<Loading rows={3} />}><WhatIfPanel bureauId={scope.bureauId} stationId={scope.stationId} workflow={scope.workflow} overlay={text} ready={problems.length === 0} /></Suspense>}
      <Talk scope={scope} saved={saved} place={placeOf(overlay, selected)} />
    </div>
  );
});

function isScheduled({ draft }: SavedDraft): boolean {
  return draft !== undefined && draft.scheduled !== null;
}

/** `基于分局模板 v4 · 本所现行 v7 · 10 秒前自动保存`. */
function Facts({ base, saved, level }: { base: DraftProps['base']; saved: SavedDraft; level: 'bureau' | 'station' }) {
  const { say } = useWords();
  const now = useEvery(5_000);
  const { draft, state } = saved;
  const seconds = draft === undefined ? 0 : Math.max(0, Math.round((now - Date.parse(draft.savedAt)) / 1000));
  const kept = state === 'failed' ? '' : state !== 'saved' ? say('正在保存', 'saving') : draft === undefined ? '' : seconds < 60 ? say('{seconds} 秒前自动保存', 'saved {seconds} s ago', { seconds }) : seconds < 3_600 ? say('{minutes} 分钟前自动保存', 'saved {minutes} min ago', { minutes: Math.round(seconds / 60) }) : say('{by}保存于 {hours} 小时前', 'saved by {by} {hours} h ago', { by: draft.savedBy, hours: Math.round(seconds / 3_600) });
  const held = base.revision === 0 ? say('尚无自己的配置', 'no configuration of its own yet') : level === 'bureau' ? say('分局现行 v{revision}', 'in force: v{revision}', { revision: base.revision }) : say('本所现行 v{revision}', 'in force: v{revision}', { revision: base.revision });
  return (
    <>
      {[say('基于流程模板 v{template}', 'on template v{template}', { template: base.template }), held].join(' · ')}
      {kept === '' ? '' : ` · ${kept}`}
      {state === 'failed' && saved.conflicts.length === 0 && <> · <span className="sh-bad-ink" role="alert">{say('没有保存成功，内容还在本页', 'Not saved; it is still on this page')}</span> <Button size="small" onClick={() => void saved.save()}>{say('重试', 'Try again')}</Button></>}
    </>
  );
}

/** What a comment on a card is about: its extra step, its task, or the parameter that decides there. */
function placeOf(overlay: Overlay, card: FlowCard | undefined): string | undefined {
  if (card === undefined) return undefined;
  const extra = extraStepOf(overlay, card);
  if (extra !== undefined) return `steps.${extra}`;
  const [task] = card.tasks;
  const [parameter] = card.parameters;
  return task !== undefined ? `tasks.${task.ref}` : parameter === undefined ? undefined : `parameters.${parameter}`;
}
