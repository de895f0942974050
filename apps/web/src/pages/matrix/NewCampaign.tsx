import { useLazyQuery, useMutation, useQuery } from '@apollo/client/react';
import { Card, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Radio, Select } from 'antd';
import { useId, useRef, useState } from 'react';
import { Link } from 'react-router';
import { BureauDraftDocument, BureauRevisionsDocument, CampaignsDocument, StartCampaignDocument, TryCampaignDocument, type BureauDraftQuery, type TryCampaignQuery } from '../../gql/matrix.js';
import { useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { StationPicker } from './StationPicker.js';
import type { MatrixWorkflow } from './words.js';

type Trial = TryCampaignQuery['tryCampaign'];
interface Props { readonly workflows: readonly MatrixWorkflow[]; readonly onClose: () => void; readonly onStarted: (id: string) => void }

/** Hands a revision of the bureau's configuration down: what, to whom, from when, why; tried before it starts. */
export default function NewCampaign({ workflows, onClose, onStarted }: Props) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [start] = useMutation(StartCampaignDocument, { refetchQueries: [CampaignsDocument] });
  const [attempt, trial] = useLazyQuery(TryCampaignDocument, { fetchPolicy: 'network-only' });
  const [workflow, setWorkflow] = useState(workflows[0]?.workflow ?? '');
  const [written, setWritten] = useState<Written>(NOTHING);
  const [stationIds, setStations] = useState<readonly string[]>([]);
  const [effectiveOn, setDay] = useState('');
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const id = useId();
  const changed = <Value,>(set: (value: Value) => void) => (value: Value) => { command.reset(); setTried(false); set(value); };
  const drafted = useQuery(BureauDraftDocument, { variables: { bureauId, workflow }, skip: written.kind !== 'draft', fetchPolicy: 'network-only' });
  const draft = written.kind === 'draft' ? drafted.data?.workflowDraft : undefined;
  const wanted = { bureauId, workflow, overlay: written.overlay, revision: written.revision, draft: draft && !draft.stale ? draft.version : null, stationIds: [...stationIds] };
  const complete = stationIds.length > 0 && (wanted.revision !== null || wanted.draft !== null || (written.overlay ?? '').trim() !== '');
  const told = useRef<HTMLDivElement>(null);
  const look = async () => {
    setTried((await attempt({ variables: wanted })).data !== undefined);
    // What it says stands below the fields: somebody who asked is led there.
    requestAnimationFrame(() => told.current?.scrollIntoView({ block: 'end' }));
  };
  const shown = tried ? trial.data?.tryCampaign : undefined;
  const submit = () => command.run(async (idempotencyKey) => {
    const { data } = await start({ variables: { ...wanted, effectiveOn: effectiveOn || null, because, idempotencyKey } });
    if (data) onStarted(data.startCampaign.id);
  });
  const ready = shown !== undefined && shown.problems.length === 0 && !shown.reviewLacks && because.trim() !== '';
  return (
    <SideDrawer
      open title={say('下发模板', 'Hand a template down')} onClose={onClose} size="min(680px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button disabled={!complete} loading={trial.loading} onClick={() => void look()}>{say('试算影响', 'See what it would do')}</Button><Button type="primary" disabled={!ready} loading={command.sending} onClick={() => void submit()}>{say('下发', 'Hand down')}</Button></div>}
    >
      <div className="sh-stack">
        <WhatFields id={id} workflows={workflows} workflow={workflow} onWorkflow={(next) => { changed(setWorkflow)(next); setWritten(NOTHING); }} written={written} onWritten={changed(setWritten)} />
        {written.kind === 'draft' && (drafted.error ? <ErrorState compact error={drafted.error} onRetry={() => void drafted.refetch()} /> : drafted.data === undefined ? <Loading rows={1} /> : <DraftFacts workflow={workflow} draft={draft} />)}
        <StationPicker chosen={stationIds} onChange={changed(setStations)} />
        <div className="mx-line">
          <label htmlFor={`${id}-day`}>{say('生效日（留空为立即生效）', 'Takes effect on (at once when empty)')}</label>
          <Input id={`${id}-day`} type="date" value={effectiveOn} onChange={(event) => setDay(event.target.value)} style={{ maxWidth: 200 }} />
        </div>
        <div className="mx-line">
          <label htmlFor={`${id}-why`}>{say('下发原因（必填，各所可见）', 'Why (required, shown to the stations)')}</label>
          <Input.TextArea id={`${id}-why`} rows={2} maxLength={500} showCount value={because} onChange={(event) => { command.reset(); setBecause(event.target.value); }} />
        </div>
        {trial.error && <ErrorState compact error={trial.error} onRetry={() => void look()} />}
        <div ref={told}>{shown && <TrialCard trial={shown} stations={stationIds.length} />}</div>
        <InlineError error={command.error} />
      </div>
    </SideDrawer>
  );
}

type Kind = 'draft' | 'revision' | 'written';
interface Written { readonly kind: Kind; readonly revision: number | null; readonly overlay: string | null }
const NOTHING: Written = { kind: 'revision', revision: null, overlay: null };
type Draft = NonNullable<BureauDraftQuery['workflowDraft']>;

/** The bureau's draft as it stands, an earlier revision of the bureau's, or one that is written now. */
function WhatFields({ id, workflows, workflow, onWorkflow, written, onWritten }: { id: string; workflows: readonly MatrixWorkflow[]; workflow: string; onWorkflow: (workflow: string) => void; written: Written; onWritten: (written: Written) => void }) {
  const { say, textOf, moment } = useWords();
  const { bureauId, base } = useScope();
  const { kind } = written;
  const { data, loading } = useQuery(BureauRevisionsDocument, { variables: { bureauId, workflow }, skip: workflow === '', fetchPolicy: 'cache-and-network' });
  const revisions = data?.overlayRevisions.edges.map(({ node }) => node) ?? [];
  const template = workflows.find((one) => one.workflow === workflow)?.template ?? 1;
  const fresh = revisions.find(({ source }) => typeof source === 'string')?.source ?? `overlay: bureau\nof: { workflow: ${workflow}, template: ${template} }\nbecause: ''\nparameters: {}\n`;
  const choose = (next: Kind) => onWritten({ ...NOTHING, kind: next, overlay: next === 'written' ? fresh : null });
  return (
    <>
      <div className="mx-line">
        <label htmlFor={`${id}-workflow`}>{say('流程', 'Workflow')}</label>
        <Select id={`${id}-workflow`} value={workflow} onChange={onWorkflow} options={workflows.map((one) => ({ value: one.workflow, label: textOf(one.title) }))} />
      </div>
      <Radio.Group
        aria-label={say('下发什么', 'What is handed down')} value={kind} onChange={(event) => choose(event.target.value as Kind)}
        options={[{ value: 'draft', label: say('分局现有草稿', 'The bureau’s draft') }, { value: 'revision', label: say('分局已有的版本', 'A revision the bureau has') }, { value: 'written', label: say('新的配置文本', 'A new text') }]}
      />
      {kind === 'revision' && !loading && revisions.length === 0 && <p className="sh-sub">{say('分局还没有这个流程的配置：可在设计器中起草，再下发草稿。', 'The bureau has no configuration of this workflow yet: draft one in the designer, then hand the draft down.')} <Link to={`${base}/workflows/${workflow}`}>{say('打开设计器', 'Open the designer')}</Link></p>}
      {kind === 'revision' && (loading || revisions.length > 0) && (
        <div className="mx-line">
          <label htmlFor={`${id}-revision`}>{say('版本', 'Revision')}</label>
          <Select
            id={`${id}-revision`} value={written.revision} onChange={(revision: number) => onWritten({ ...NOTHING, revision })} loading={loading} placeholder={say('请选择', 'Choose')}
            options={revisions.map(({ revision, because, publishedAt }) => ({ value: revision, label: `v${revision} · ${because} · ${moment(publishedAt)}` }))}
          />
        </div>
      )}
      {kind === 'written' && (
        <div className="mx-line">
          <label htmlFor={`${id}-text`}>{say('配置文本（YAML）', 'Overlay (YAML)')}</label>
          <Input.TextArea id={`${id}-text`} className="mx-yaml" rows={9} spellCheck={false} value={written.overlay ?? ''} onChange={(event) => onWritten({ ...NOTHING, kind: 'written', overlay: event.target.value })} />
        </div>
      )}
    </>
  );
}

/** The draft the bureau has of a workflow: handed down as it stands, published to nobody else. */
function DraftFacts({ workflow, draft }: { workflow: string; draft: Draft | null | undefined }) {
  const { say, moment } = useWords();
  const { base } = useScope();
  const open = <Link to={`${base}/workflows/${workflow}`}>{say('打开设计器', 'Open the designer')}</Link>;
  if (!draft) return <p className="sh-sub">{say('分局没有这个流程的草稿。', 'The bureau has no draft of this workflow.')} {open}</p>;
  const { version, savedBy, savedAt, stale, reviewNeeded, review } = draft;
  return (
    <div className="mx-line">
      <span className="sh-long">{say('草稿第 {version, number} 稿 · {by} · {at}', 'Draft {version, number} · {by} · {at}', { version, by: savedBy, at: moment(savedAt) })} {open}</span>
      {stale && <span className="sh-bad-ink">{say('起草之后已有新的发布，请先打开草稿合并。', 'Something was published since: open the draft and merge first.')}</span>}
      {reviewNeeded && <span className="sh-sub">{review?.state === 'APPROVED' && review.version === version ? say('已由第二人复核同意。', 'A second person has approved it.') : say('按分局复核规则，须先由第二人复核同意。', 'By the bureau’s rule a second person must approve it first.')}</span>}
    </div>
  );
}

function TrialCard({ trial: { changes, problems, meetings, reviewLacks }, stations }: { trial: Trial; stations: number }) {
  const { say, textOf } = useWords();
  const me = useMe();
  const nameOf = (stationId: string) => me.stations.find(({ station }) => station.id === stationId)?.station.name ?? '';
  if (problems.length > 0) return <Card title={say('配置有问题，不能下发', 'Something is wrong: it cannot be handed down')}><ul className="mx-changes">{problems.map(({ code, path, line, text }) => <li key={`${code} ${path}`} className="sh-bad-ink">{typeof line === 'number' ? say('第 {line, number} 行：', 'Line {line, number}: ', { line }) : ''}{textOf(text)}</li>)}</ul></Card>;
  return (
    <Card title={say('试算结果', 'What it would do')}>
      <div className="sh-stack">
        {changes.length === 0 ? <p className="sh-sub">{say('与分局现行配置相同。', 'The same as the bureau’s present configuration.')}</p> : <ul className="mx-changes">{changes.map((change) => <li key={textOf(change)}>{textOf(change)}</li>)}</ul>}
        <p role="status">{say('{ok, number} 个所可直接采用，{conflict, number} 个所有冲突。', '{ok, plural, one {# station} other {# stations}} can adopt it as it is, {conflict, plural, =0 {none conflicts} one {# conflicts} other {# conflict}}.', { ok: stations - meetings.length, conflict: meetings.length })}</p>
        {reviewLacks && <p className="sh-bad-ink" role="status">{say('分局要求发布前由第二人复核：请在设计器中提请复核，同意后再下发草稿。', 'The bureau asks for a second person’s review: ask for one in the designer, then hand the draft down.')}</p>}
        {meetings.map(({ stationId, bureauMayDecide, conflicts, problems: wrong }) => (
          <div key={stationId} className="mx-conflict"><b>{nameOf(stationId)}</b>{bureauMayDecide ? say('（分局可代为处理）', ' (the bureau may decide)') : say('（须由所长处理）', ' (the chief decides)')}{[...conflicts, ...wrong].map(({ text }) => <div key={textOf(text)}>{textOf(text)}</div>)}</div>
        ))}
      </div>
    </Card>
  );
}
