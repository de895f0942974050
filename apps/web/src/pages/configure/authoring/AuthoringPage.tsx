import { useQuery } from '@apollo/client/react';
import { Chip, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { authoredSkeleton, fragmentOf, type AuthoredMeans, type Change } from '@stationhouse/workflow';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { AuthoringDocument, type AuthoringQuery } from '../../../gql/authoring.js';
import { PERMISSIONS } from '../../../permissions.js';
import { useChanges } from '../../../session/live.js';
import { SideDrawer } from '../../../shell/SideDrawer.js';
import { RolesContext, type RoleName } from '../context.js';
import { useHistory } from '../editing.js';
import { Measured, useEvery, useStep, useUndoKeys } from '../page.js';
import { useNarrow } from '../useNarrow.js';
import { AuthoredTalk } from './AuthoredTalk.js';
import { DrawnFlow } from './DrawnFlow.js';
import { useWithin } from './fragments.js';
import { ChangedCard, TextProblemsCard } from './Side.js';
import { StatePanel } from './StatePanel.js';
import { TextConflictDialog } from './TextConflictDialog.js';
import { useTextDraft, type SavedText } from './useTextDraft.js';
import { useReading } from './reading/useReading.js';
import { cardAt, WorkContext, type Spot, type Work } from './work.js';
import { WorkflowPanel } from './WorkflowPanel.js';
import '../configure.css';
import './authoring.css';

const TextEditor = lazy(() => import('./TextEditor.js'));
const CompareDrawer = lazy(() => import('./CompareDrawer.js'));
const EditionsDrawer = lazy(() => import('./EditionsDrawer.js'));
const PublishAuthored = lazy(() => import('./PublishAuthored.js'));
const SimulationPanel = lazy(() => import('../simulate/SimulationPanel.js'));

export type AuthoredFacts = AuthoringQuery['authoredWorkflow'];

/** One workflow that the bureau writes itself: a drawing and a text, two faces of one thing. */
export default function AuthoringPage() {
  const { bureauId } = useScope();
  const { workflow = '' } = useParams();
  const { data, error, refetch } = useQuery(AuthoringDocument, { variables: { bureauId, workflow }, fetchPolicy: 'no-cache' });
  const [begun, setBegun] = useState(0);
  const restart = useCallback(() => void refetch().then(() => setBegun((now) => now + 1)), [refetch]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={10} />;
  return <Writing key={`${workflow} ${begun}`} facts={data.authoredWorkflow} means={data.authoringMeans} onRestart={restart} />;
}

interface WritingProps {
  readonly facts: AuthoredFacts;
  readonly means: AuthoringQuery['authoringMeans'];
  readonly onRestart: () => void;
}

type Dialog = 'publish' | 'editions' | 'simulation' | 'compare';

function Writing({ facts, means, onRestart }: WritingProps) {
  const { say, textOf, locale } = useWords();
  const { bureauId, timeZone } = useScope();
  const narrow = useNarrow();
  const [dialog, setDialog] = useState<Dialog>();
  const [face, setFace, draw] = useFace();
  const [spot, setSpot] = useState<{ spot: Spot; asked: number }>();
  const [path, select] = useStep();
  const begun = facts.draft?.source ?? facts.source ?? authoredSkeleton(facts.name, { 'zh-CN': textOf(facts.title), en: textOf(facts.title) });
  const editing = useHistory(begun);
  useUndoKeys(editing);
  const saved = useTextDraft(bureauId, facts.workflow, facts.edition, facts.draft ?? undefined, begun, editing);
  useChanges({ kinds: DRAFTS }, async () => {
    const { revision, ended: over } = await saved.reread();
    // Published, discarded or retired by somebody else: the page begins anew where nothing of one's own is under way.
    if (dialog === undefined && (over || (revision !== facts.revision && saved.state === 'saved'))) onRestart();
  });
  const allowed = useMemo((): AuthoredMeans => ({ ...means, roles: means.roles.map(({ id }) => id) }), [means]);
  const scope = useMemo(() => ({ workflow: facts.workflow, published: facts.source, means: allowed }), [facts.workflow, facts.source, allowed]);
  const { reading, last, problems, checking, desk } = useReading(editing.value, scope, face === 'text');
  const roles = useMemo((): readonly RoleName[] => means.roles.filter(({ id }) => means.workers.includes(id)).map(({ id, title }) => ({ id, title: textOf(title) })), [means, textOf]);
  const surroundings = useMemo(() => ({ locale, roles: means.roles.map(({ id, title }) => ({ id, title: { 'zh-CN': title.zhCN, en: title.en } })) }), [locale, means]);
  const mayWrite = useScope().may(PERMISSIONS.authorWorkflows) && facts.retiredAt === null;
  const showText = useCallback((to: Spot) => {
    setFace('text');
    setSpot((before) => ({ spot: to, asked: (before?.asked ?? 0) + 1 }));
  }, [setFace]);
  const showLine = useCallback((line: number) => showText({ line }), [showText]);
  const [led, setLed] = useState<string>();
  const arrive = useCallback(() => setLed(undefined), []);
  const showForm = useCallback((path: string) => {
    draw(last === undefined ? undefined : cardAt(last.flow, path));
    setLed(path);
  }, [draw, last]);
  const work = useMemo((): Work | undefined => (last === undefined ? undefined : {
    workflow: facts.workflow, text: editing.value, authored: last.authored, definition: last.authored.definition, flow: last.flow, roles, means: allowed,
    mayEdit: mayWrite && reading.authored !== undefined, problems, edit: editing.edit, select, showText, showForm, led, arrive,
  }), [facts.workflow, editing.value, editing.edit, last, roles, allowed, mayWrite, reading, problems, select, showText, showForm, led, arrive]);
  const [changes, setChanges] = useState(reading.changes ?? NO_CHANGES);
  if (reading.changes !== undefined && reading.changes !== changes) setChanges(reading.changes);
  // While the text is ahead of its checks, marks go with the lines they stand on.
  const marks = useMemo(() => (checking ? undefined : problems.map((problem) => ({ ...(problem.line === undefined ? {} : { line: problem.line }), text: problem.text[locale] }))), [checking, problems, locale]);
  // What is typed without a rest is taken back as one.
  const typing = useRef({ at: 0, run: 0 });
  const write = useCallback((text: string) => {
    const at = performance.now();
    typing.current = { at, run: at - typing.current.at > REST_MS ? typing.current.run + 1 : typing.current.run };
    editing.edit(() => text, `text ${typing.current.run}`);
  }, [editing]);
  const ended = () => { setDialog(undefined); onRestart(); };
  const drawn = face === 'drawing' && work !== undefined;
  const dirty = editing.value !== (facts.source ?? '');
  const unread = reading.authored === undefined;
  const actions = (
    <>
      {mayWrite && <Button disabled={!editing.canUndo} onClick={editing.undo} title="Ctrl+Z">{say('撤销', 'Undo')}</Button>}
      {mayWrite && <Button disabled={!editing.canRedo} onClick={editing.redo} title="Ctrl+Shift+Z">{say('重做', 'Redo')}</Button>}
      <Button disabled={problems.length > 0 || unread} onClick={() => setDialog('simulation')}>{say('模拟运行', 'Try it out')}</Button>
      {facts.source !== null && <Button disabled={!dirty} onClick={() => setDialog('compare')}>{say('与现行比较', 'Compare')}</Button>}
      <Button onClick={() => setDialog('editions')}>{say('版本', 'Editions')}</Button>
      {mayWrite && <Button type="primary" disabled={!dirty} onClick={() => setDialog('publish')}>{say('检查并发布…', 'Check and publish…')}</Button>}
    </>
  );
  return (
    <RolesContext value={roles}>
      <PageHeader title={work === undefined ? textOf(facts.title) : textOf(work.definition.title)} chips={<Standing facts={facts} dirty={dirty} />} facts={<Facts facts={facts} saved={saved} />} actions={actions} />
      {saved.merged && <div className="cf-merged" role="status"><b>{say('他人刚才也改了这份草稿的其他各行，已合并。', 'Somebody else has changed other lines of this draft; they are in.')}</b><Button size="small" onClick={saved.forgetMerged}>{say('知道了', 'All right')}</Button></div>}
      <Segmented<'drawing' | 'text'> className="cf-faces" aria-label={say('怎样编写', 'How it is written')} value={work === undefined ? 'text' : face} options={[{ value: 'drawing', label: say('设计', 'Designer'), disabled: work === undefined }, { value: 'text', label: say('文本', 'Text') }]} onChange={setFace} />
      <WorkContext value={work}>
        {drawn && unread && <div className="sh-inline-error" role="alert">{say('文本有误，图中是最后一次能读懂的样子，改正后才能继续设计。', 'The text does not read. The drawing shows it as it last did; mend the text to go on here.')} <Button size="small" onClick={() => showText({ line: problems[0]?.line ?? 1 })}>{say('去改正', 'Mend it')}</Button></div>}
        <div className="cf-page" data-open={drawn && !narrow ? true : undefined} data-face={drawn ? 'drawing' : 'text'}>
          {drawn ? <Drawing path={path} problemsOf={work} narrow={narrow} /> : (
            <section className="sh-card cf-written" aria-label={say('流程文本', 'The text of the workflow')}>
              {narrow && <p className="sh-sub">{say('手机上只能查看文本，请在电脑上修改。', 'On a phone the text is for reading; change it on a computer.')}</p>}
              <Suspense fallback={<Loading rows={10} />}><TextEditor text={editing.value} readOnly={!mayWrite || narrow} problems={marks} surroundings={surroundings} desk={desk} spot={spot} onChange={write} /></Suspense>
            </section>
          )}
          <div className="sh-stack cf-side">
            <TextProblemsCard problems={problems} checking={checking} flow={last?.flow} onForm={unread ? undefined : showForm} onLine={showLine} />
            {facts.source !== null && <ChangedCard changes={changes} flow={last?.flow} onCard={draw} />}
            <AuthoredTalk workflow={facts.workflow} saved={saved} mayWrite={mayWrite} work={work} path={drawn ? path : undefined} />
          </div>
        </div>
        <TextConflictDialog saved={saved} mine={editing.value} />
        <Suspense fallback={null}>
          {dialog === 'publish' && <PublishAuthored facts={facts} saved={saved} problems={problems} changes={changes} onClose={() => setDialog(undefined)} onEnded={ended} />}
          {dialog === 'editions' && <EditionsDrawer facts={facts} mayWrite={mayWrite} onClose={() => setDialog(undefined)} onTake={(source) => { editing.edit(() => source); setDialog(undefined); }} onEnded={ended} />}
          {dialog === 'compare' && work !== undefined && facts.source !== null && <CompareDrawer before={facts.source} after={editing.value} changes={changes} flow={work.flow} onClose={() => setDialog(undefined)} />}
          {dialog === 'simulation' && work !== undefined && (
            <SideDrawer open size="min(100%, 900px)" title={say('模拟运行', 'Try it out')} onClose={() => setDialog(undefined)}>
              <SimulationPanel base={{ definition: work.definition, template: facts.edition + 1 }} layers={NO_LAYERS} rules={NO_RULES} timeZone={timeZone} roleTitle={(id) => roles.find((role) => role.id === id)?.title ?? id} />
            </SideDrawer>
          )}
        </Suspense>
      </WorkContext>
    </RolesContext>
  );
}

const DRAFTS = ['DRAFT'] as const;
/** A rest in typing, after which undoing stops. */
const REST_MS = 1_200;
const NO_LAYERS: readonly [] = [];
const NO_CHANGES: readonly Change[] = [];
const NO_RULES = {};

type Face = 'drawing' | 'text';

/** Which face is shown, in the address bar; and the drawing with a card opened, at once: two changes of an address would each begin with the old one. */
function useFace(): [face: Face, set: (face: Face) => void, draw: (card: string | undefined) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback((changes: Readonly<Record<string, string | undefined>>) => setParameters((now) => {
    const next = new URLSearchParams(now);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) next.delete(name);
      else next.set(name, value);
    }
    return next;
  }, { replace: true }), [setParameters]);
  const set = useCallback((to: Face) => change({ face: to === 'text' ? to : undefined }), [change]);
  const draw = useCallback((card: string | undefined) => change({ face: undefined, step: card }), [change]);
  return [parameters.get('face') === 'text' ? 'text' : 'drawing', set, draw];
}

/** The cards, and beside them the drawer of the opened one, or what concerns the whole. */
function Drawing({ path, problemsOf: outside, narrow }: { path: string | undefined; problemsOf: Work; narrow: boolean }) {
  const { say, textOf } = useWords();
  const work = useWithin(outside, path);
  const fragment = work === outside || path === undefined ? undefined : fragmentOf(path);
  const selected = work.flow.cards.find((card) => card.path === path);
  const close = () => work.select(fragment === undefined || path === `@${fragment}` ? undefined : `@${fragment}`);
  const panel = selected === undefined ? <WorkflowPanel /> : <StatePanel key={selected.path} card={selected} onClose={close} />;
  const name = selected === undefined ? say('整个流程', 'The workflow') : textOf(selected.title);
  return (
    <WorkContext value={work}>
      <section className="sh-card cf-column" aria-label={fragment === undefined ? say('流程', 'Workflow') : say('片段“{name}”', 'Fragment {name}', { name: fragment })}>
        {fragment === undefined ? <h2>{say('流程', 'Workflow')}</h2> : <div className="sh-row"><Button size="small" onClick={() => work.select(undefined)}>← {say('整个流程', 'The workflow')}</Button><h2>{say('片段 {name}', 'Fragment {name}', { name: fragment })}</h2></div>}
        {narrow ? <DrawnFlow selected={selected} /> : <Measured>{(width) => <DrawnFlow width={width} selected={selected} />}</Measured>}
      </section>
      {narrow && selected !== undefined ? <SideDrawer open size="100%" closable={false} onClose={close} aria-label={name}>{panel}</SideDrawer> : <section className="sh-card cf-middle" aria-label={name}>{panel}</section>}
    </WorkContext>
  );
}

function Standing({ facts, dirty }: { facts: AuthoredFacts; dirty: boolean }) {
  const { say } = useWords();
  if (facts.retiredAt !== null) return <Chip>{say('已停用', 'Retired')}</Chip>;
  return <>{facts.edition === 0 ? <Chip tone="warn">{say('尚未发布', 'Not published yet')}</Chip> : <Chip tone="ok">{say('第 {edition} 版在用', 'Edition {edition} in force', { edition: facts.edition })}</Chip>}{dirty && facts.edition > 0 && <Chip tone="warn">{say('有未发布的改动', 'Changes not published')}</Chip>}</>;
}

/** `自建流程 · venue-check.jc · 3 个所启用 · 10 秒前自动保存`. */
function Facts({ facts, saved: { draft, state, save } }: { facts: AuthoredFacts; saved: SavedText }) {
  const { say } = useWords();
  const now = useEvery(5_000);
  const seconds = draft === undefined ? 0 : Math.max(0, Math.round((now - Date.parse(draft.savedAt)) / 1000));
  const kept = state === 'failed' ? '' : state !== 'saved' ? say('正在保存', 'saving') : draft === undefined ? '' : seconds < 60 ? say('{seconds} 秒前自动保存', 'saved {seconds} s ago', { seconds }) : seconds < 3_600 ? say('{minutes} 分钟前自动保存', 'saved {minutes} min ago', { minutes: Math.round(seconds / 60) }) : say('{by}保存于 {hours} 小时前', 'saved by {by} {hours} h ago', { by: draft.savedBy ?? '', hours: Math.round(seconds / 3_600) });
  return (
    <>
      {[say('自建流程', 'the bureau’s own'), facts.workflow, facts.edition === 0 ? '' : say('{count} 个所启用', 'enabled at {count, plural, one {# station} other {# stations}}', { count: facts.enabledAt }), facts.running === 0 ? '' : say('在办 {count} 件', '{count} running', { count: facts.running }), kept].filter(Boolean).join(' · ')}
      {state === 'failed' && <> · <span className="sh-bad-ink" role="alert">{say('没有保存成功，内容还在本页', 'Not saved; it is still on this page')}</span> <Button size="small" onClick={() => void save()}>{say('重试', 'Try again')}</Button></>}
    </>
  );
}
