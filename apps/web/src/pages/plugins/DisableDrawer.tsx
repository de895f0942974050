import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, codeOf, EmptyState, ErrorState, InlineError, LoadMore, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { ChangePluginTakeoverDocument, DisablePluginDocument, PluginClocksDocument, PluginRunningDocument, type PluginRunningQuery } from '../../gql/plugins.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { Extended } from './Extended.js';
import { inputOf, isChosen, NO_CHOICE, RunningFigures, TakeoverFields, type Choice } from './TakeoverFields.js';
import type { StationPlugin } from './words.js';

interface Props {
  readonly standing: StationPlugin;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Before a plugin is disabled: what runs, which clocks are open, and who finishes it. For one that is disabled: who finishes it from now on. */
export default function DisableDrawer({ standing, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [disable] = useMutation(DisablePluginDocument);
  const [change] = useMutation(ChangePluginTakeoverDocument);
  const [reason, setReason] = useState('');
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const { plugin, revision, enabled } = standing;
  const list = useQuery(PluginRunningDocument, { variables: { stationId, pluginId: plugin.id }, fetchPolicy: 'network-only', notifyOnNetworkStatusChange: true });
  const running = (list.data?.pluginRunning.workflows ?? []).filter((one) => one.running > 0);
  const choiceOf = (workflow: string) => choices[workflow] ?? NO_CHOICE;
  // While the list is read again after a refusal, nothing is sent on the old one.
  const ready = !list.loading && list.data !== undefined && running.every(({ workflow }) => isChosen(choiceOf(workflow))) && (enabled ? reason.trim() !== '' : running.length > 0);
  const title = enabled ? say('停用“{title}”', 'Disable “{title}”', { title: textOf(plugin.title) }) : say('更改“{title}”的接办人', 'Who finishes “{title}”', { title: textOf(plugin.title) });
  const submit = async () => {
    const takeovers = running.map(({ workflow }) => inputOf(choiceOf(workflow), workflow));
    const about = { stationId, pluginId: plugin.id, takeovers, expectedVersion: revision };
    const done = await command.run((idempotencyKey) => (enabled ? disable({ variables: { ...about, reason, seen: list.data?.pluginRunning.version ?? '', idempotencyKey } }) : change({ variables: { ...about, idempotencyKey } })));
    if (!done) return void list.refetch();
    toast.done(enabled ? say('已停用', 'Disabled') : say('接办人已更改', 'Changed'));
    onDone();
  };
  return (
    <SideDrawer
      open title={title} onClose={onClose} size="min(640px, 100vw)" destroyOnHidden
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          <Button type="primary" danger={enabled} disabled={!ready} loading={command.sending} onClick={() => void submit()}>{enabled ? say('停用', 'Disable') : say('更改接办人', 'Change')}</Button>
        </div>
      }
    >
      {list.error && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : list.data === undefined ? <Loading rows={6} /> : (
        <div className="sh-stack">
          {enabled && <p className="sh-sub">{say('停用后不能再发起，其操作一律拒绝；数据保留，仍可查看。外部送来的事件会收下并转给带班领导和分局。重新启用后全部恢复。', 'Nothing new can be started, and its operations are refused; data stay readable. Events from outside are kept and go to the duty commander and the bureau. Enabling it again brings everything back.')}</p>}
          <Runs list={list.data.pluginRunning} />
          {enabled && <Extended extended={list.data.pluginRunning.extended} />}
          {running.length > 0 && <Clocks pluginId={plugin.id} />}
          {running.map(({ workflow, title: words, running: count }) => (
            <TakeoverFields
              key={workflow} stationId={stationId} value={choiceOf(workflow)} title={say('{title}：在办 {count, number} 件由谁办理？', '{title}: who finishes the {count, number} that run?', { title: textOf(words), count })}
              onChange={(choice) => { if (codeOf(command.error) !== 'STALE_VERSION') command.reset(); setChoices({ ...choices, [workflow]: choice }); }}
            />
          ))}
          {enabled && <Reason value={reason} onChange={(value) => { command.reset(); setReason(value); }} />}
          <InlineError error={command.error} />
        </div>
      )}
    </SideDrawer>
  );
}

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { say } = useWords();
  const id = useId();
  return (
    <div className="sh-stack">
      <label htmlFor={id}>{say('停用原因（必填，记入审计，不要写个人信息）', 'Why it is disabled (required, kept in the audit record; nothing personal)')}</label>
      <Input.TextArea id={id} rows={2} maxLength={500} showCount value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

function Runs({ list }: { list: PluginRunningQuery['pluginRunning'] }) {
  const { say } = useWords();
  const { base } = useStation();
  const running = list.workflows.filter((one) => one.running > 0);
  if (running.length === 0 && list.exercises.length === 0) return <EmptyState title={say('没有在办事项', 'Nothing runs')} hint={say('可以直接停用。', 'It can be disabled right away.')} />;
  const statuses: Record<string, string> = { planned: say('未开始', 'planned'), running: say('进行中', 'running'), paused: say('已暂停', 'paused') };
  return (
    <Card title={say('正在办理的', 'What runs')} id="running">
      <div className="sh-stack">
        {running.map((one) => <Link key={one.workflow} className="pl-open" to={`${base}/instances?workflow=${one.workflow}`}><RunningFigures running={one} /></Link>)}
        {list.exercises.length > 0 && <p className="sh-row"><Chip tone="exercise">{say('演练', 'Exercise')}</Chip>{list.exercises.map(({ id, title, status }) => <Link key={id} to={`${base}/exercises/${id}`}>{title}（{statuses[status] ?? status}）</Link>)}</p>}
      </div>
    </Card>
  );
}

const PAGE = 10;

/** The open clocks, the next due first: legal time goes on whatever is switched off. */
function Clocks({ pluginId }: { pluginId: string }) {
  const { say, textOf, due } = useWords();
  const { stationId, base } = useStation();
  const { data, error, loading, refetch, fetchMore } = useQuery(PluginClocksDocument, { variables: { stationId, pluginId, first: PAGE }, fetchPolicy: 'network-only', notifyOnNetworkStatusChange: true });
  const found = data?.pluginClocks;
  return (
    <Card title={say('计时中的时限（停用后照常计算）', 'Open clocks (they go on)')} id="clocks">
      {error && !found ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={3} /> : found.edges.length === 0 ? <p className="sh-sub">{say('没有计时中的时限。', 'No clock is open.')}</p> : (
        <>
          <ul className="pl-clocks">
            {found.edges.map(({ node }) => (
              <li key={node.id} className="sh-row"><Link className="sh-mono sh-small" to={`${base}/instances/${node.instanceId}`}>{node.number}</Link><span>{textOf(node.title)}</span><span className="sh-push sh-num">{node.state === 'breached' && <Chip tone="bad">{say('已超时', 'Overdue')}</Chip>} {node.state === 'paused' && <Chip>{say('暂停', 'Paused')}</Chip>} {node.dueAt ? due(node.dueAt) : say('未确定', 'not determined')}</span></li>
            ))}
          </ul>
          <LoadMore
            shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
            onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ pluginClocks: { ...fetchMoreResult.pluginClocks, edges: [...before.pluginClocks.edges, ...fetchMoreResult.pluginClocks.edges] } }) })}
          />
        </>
      )}
    </Card>
  );
}
