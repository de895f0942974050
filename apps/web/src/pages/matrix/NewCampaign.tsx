import { useLazyQuery, useMutation, useQuery } from '@apollo/client/react';
import { Card, ErrorState, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { useId, useState } from 'react';
import { BureauRevisionsDocument, CampaignsDocument, StartCampaignDocument, TryCampaignDocument, type TryCampaignQuery } from '../../gql/matrix.js';
import { useCommand } from '../../hooks.js';
import { useMe, workingStations } from '../../session/me.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
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
  const [written, setWritten] = useState<Written>({ revision: null, overlay: null });
  const [stationIds, setStations] = useState<readonly string[]>([]);
  const [effectiveOn, setDay] = useState('');
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const id = useId();
  const changed = <Value,>(set: (value: Value) => void) => (value: Value) => { command.reset(); setTried(false); set(value); };
  const wanted = { bureauId, workflow, overlay: written.overlay, revision: written.revision, stationIds: [...stationIds] };
  const complete = stationIds.length > 0 && (written.revision !== null || (written.overlay ?? '').trim() !== '');
  const look = async () => { setTried((await attempt({ variables: wanted })).data !== undefined); };
  const shown = tried ? trial.data?.tryCampaign : undefined;
  const submit = () => command.run(async (idempotencyKey) => {
    const { data } = await start({ variables: { ...wanted, effectiveOn: effectiveOn || null, because, idempotencyKey } });
    if (data) onStarted(data.startCampaign.id);
  });
  const ready = shown !== undefined && shown.problems.length === 0 && because.trim() !== '';
  return (
    <SideDrawer
      open title={say('下发模板', 'Hand a template down')} onClose={onClose} size="min(680px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button disabled={!complete} loading={trial.loading} onClick={() => void look()}>{say('试算影响', 'See what it would do')}</Button><Button type="primary" disabled={!ready} loading={command.sending} onClick={() => void submit()}>{say('下发', 'Hand down')}</Button></div>}
    >
      <div className="sh-stack">
        <WhatFields id={id} workflows={workflows} workflow={workflow} onWorkflow={(next) => { changed(setWorkflow)(next); setWritten({ revision: null, overlay: null }); }} written={written} onWritten={changed(setWritten)} />
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
        {shown && <TrialCard trial={shown} stations={stationIds.length} />}
        <InlineError error={command.error} />
      </div>
    </SideDrawer>
  );
}

interface Written { readonly revision: number | null; readonly overlay: string | null }

/** An earlier revision of the bureau's, or one that is written now. */
function WhatFields({ id, workflows, workflow, onWorkflow, written, onWritten }: { id: string; workflows: readonly MatrixWorkflow[]; workflow: string; onWorkflow: (workflow: string) => void; written: Written; onWritten: (written: Written) => void }) {
  const { say, textOf, moment } = useWords();
  const { bureauId } = useScope();
  const { data } = useQuery(BureauRevisionsDocument, { variables: { bureauId, workflow }, skip: workflow === '', fetchPolicy: 'cache-and-network' });
  const revisions = data?.overlayRevisions.edges.map(({ node }) => node) ?? [];
  const template = workflows.find((one) => one.workflow === workflow)?.template ?? 1;
  const fresh = revisions.find(({ source }) => typeof source === 'string')?.source ?? `overlay: bureau\nof: { workflow: ${workflow}, template: ${template} }\nbecause: ''\nparameters: {}\n`;
  return (
    <>
      <div className="mx-line">
        <label htmlFor={`${id}-workflow`}>{say('流程', 'Workflow')}</label>
        <Select id={`${id}-workflow`} value={workflow} onChange={onWorkflow} options={workflows.map((one) => ({ value: one.workflow, label: textOf(one.title) }))} />
      </div>
      <Radio.Group
        aria-label={say('下发什么', 'What is handed down')} value={written.overlay === null ? 'revision' : 'written'}
        onChange={(event) => onWritten(event.target.value === 'written' ? { revision: null, overlay: fresh } : { revision: null, overlay: null })}
        options={[{ value: 'revision', label: say('分局已有的版本', 'A revision the bureau has') }, { value: 'written', label: say('新的配置文本', 'A new text') }]}
      />
      {written.overlay === null ? (
        <div className="mx-line">
          <label htmlFor={`${id}-revision`}>{say('版本', 'Revision')}</label>
          <Select
            id={`${id}-revision`} value={written.revision} onChange={(revision: number) => onWritten({ revision, overlay: null })} placeholder={say('请选择', 'Choose')} notFoundContent={say('分局还没有这个流程的配置', 'The bureau has no configuration of this workflow yet')}
            options={revisions.map(({ revision, because, publishedAt }) => ({ value: revision, label: `v${revision} · ${because} · ${moment(publishedAt)}` }))}
          />
        </div>
      ) : (
        <div className="mx-line">
          <label htmlFor={`${id}-text`}>{say('配置文本（YAML）', 'Overlay (YAML)')}</label>
          <Input.TextArea id={`${id}-text`} className="mx-yaml" rows={9} spellCheck={false} value={written.overlay} onChange={(event) => onWritten({ revision: null, overlay: event.target.value })} />
        </div>
      )}
    </>
  );
}

function StationPicker({ chosen, onChange }: { chosen: readonly string[]; onChange: (chosen: readonly string[]) => void }) {
  const { say } = useWords();
  const me = useMe();
  const all = workingStations(me).map(({ station }) => station);
  return (
    <fieldset className="mx-stations mx-line">
      <legend>{say('派出所（已选 {count, number} 个）', 'Stations ({count, number} chosen)', { count: chosen.length })}</legend>
      <Checkbox checked={chosen.length === all.length && all.length > 0} indeterminate={chosen.length > 0 && chosen.length < all.length} onChange={(event) => onChange(event.target.checked ? all.map(({ id }) => id) : [])}>{say('全选', 'All')}</Checkbox>
      <div className="mx-pick">
        {all.map(({ id, name }) => <Checkbox key={id} checked={chosen.includes(id)} onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}>{name}</Checkbox>)}
      </div>
    </fieldset>
  );
}

function TrialCard({ trial: { changes, problems, meetings }, stations }: { trial: Trial; stations: number }) {
  const { say, textOf } = useWords();
  const me = useMe();
  const nameOf = (stationId: string) => me.stations.find(({ station }) => station.id === stationId)?.station.name ?? '';
  if (problems.length > 0) return <Card title={say('配置有问题，不能下发', 'Something is wrong: it cannot be handed down')}><ul className="mx-changes">{problems.map(({ code, path, line, text }) => <li key={`${code} ${path}`} className="sh-bad-ink">{typeof line === 'number' ? say('第 {line, number} 行：', 'Line {line, number}: ', { line }) : ''}{textOf(text)}</li>)}</ul></Card>;
  return (
    <Card title={say('试算结果', 'What it would do')}>
      <div className="sh-stack">
        {changes.length === 0 ? <p className="sh-sub">{say('与分局现行配置相同。', 'The same as the bureau’s present configuration.')}</p> : <ul className="mx-changes">{changes.map((change) => <li key={textOf(change)}>{textOf(change)}</li>)}</ul>}
        <p role="status">{say('{ok, number} 个所可直接采用，{conflict, number} 个所有冲突。', '{ok, plural, one {# station} other {# stations}} can adopt it as it is, {conflict, plural, =0 {none conflicts} one {# conflicts} other {# conflict}}.', { ok: stations - meetings.length, conflict: meetings.length })}</p>
        {meetings.map(({ stationId, bureauMayDecide, conflicts, problems: wrong }) => (
          <div key={stationId} className="mx-conflict"><b>{nameOf(stationId)}</b>{bureauMayDecide ? say('（分局可代为处理）', ' (the bureau may decide)') : say('（须由所长处理）', ' (the chief decides)')}{[...conflicts, ...wrong].map(({ text }) => <div key={textOf(text)}>{textOf(text)}</div>)}</div>
        ))}
      </div>
    </Card>
  );
}
