import { useMutation, useQuery } from '@apollo/client/react';
import { Card, ErrorState, InlineError, Loading, useScope, useWords, type Words } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { Link } from 'react-router';
import { DecideForStationDocument, StationConflictsDocument, type StationConflictsQuery } from '../../gql/matrix.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { stationScope, useMe } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';
import { valueInWords } from '../configure/words.js';
import { daysSince } from './words.js';
import './matrix.css';

type Waiting = NonNullable<StationConflictsQuery['stationConflicts']>;
type Said = Waiting['blocked'][number]['now'];

/** What waits at a station, place by place with all three values, who decides it and since when; decided here where the bureau may. */
export function ConflictsCard({ stationId, workflow, onDecided }: { stationId: string; workflow: string; onDecided: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(StationConflictsDocument, { variables: { bureauId, stationId, workflow }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={2} />;
  const waiting = data.stationConflicts;
  if (waiting === null) return null;
  return (
    <Card title={say('待处理的冲突', 'Waiting for a decision')}>
      <div className="sh-stack">
        {waiting.because !== null && <p className="sh-long">{say('分局理由：{because}', 'The bureau’s reason: {because}', { because: waiting.because })}</p>}
        <Who waiting={waiting} />
        {waiting.conflicts.map((conflict) => <Changed key={conflict.place} conflict={conflict} />)}
        {waiting.blocked.map((blocked) => <Blocked key={`${blocked.problem.code} ${blocked.problem.path}`} blocked={blocked} />)}
        <Decide waiting={waiting} onDecided={() => { void refetch(); onDecided(); }} />
      </div>
    </Card>
  );
}

function Who({ waiting: { since, bureauMayDecide, stationId, workflow } }: { waiting: Waiting }) {
  const { say, moment } = useWords();
  const { stationId: here } = useScope();
  const station = stationScope(useMe(), stationId);
  return (
    <p className="sh-sub">
      {since && <>{say('自 {at} 起等待{days, plural, =0 {} other {，已 # 天}}', 'Waiting since {at}{days, plural, =0 {} one {, # day} other {, # days}}', { at: moment(since), days: daysSince(since) })} · </>}
      {bureauMayDecide ? say('由所长处理；均属分局规定的内容，分局也可代为处理。处理前仍按原配置办理。', 'The chief decides; only the bureau’s own word is at stake, so the bureau may as well. Until then the station works as before.') : say('须由所长处理。处理前仍按原配置办理。', 'The chief decides. Until then the station works as before.')}
      {here === stationId && <> {say('把与之冲突的设置改到现行规定以内再发布，即按新规定办理。', 'Bring the settings within what is allowed now and publish: then the station works by the new word.')}</>}
      {here === undefined && station?.may(PERMISSIONS.readConfiguration) && <> <Link to={`${station.base}/workflows/${workflow}`}>{say('打开该所的流程配置', 'Open the station’s settings')}</Link></>}
    </p>
  );
}

/** A place that the template and the overlay both changed. */
function Changed({ conflict: { text, base, theirs, mine } }: { conflict: Waiting['conflicts'][number] }) {
  const words = useWords();
  const { say, textOf } = words;
  return <Three title={textOf(text)} values={[[say('原流程模板', 'Template before'), valueInWords(base, words)], [say('新流程模板', 'Template now'), valueInWords(theirs, words)], [say('本所', 'Station'), valueInWords(mine, words)]]} />;
}

/** A place that the bureau's revision does not allow any more. */
function Blocked({ blocked: { problem, before, now, station } }: { blocked: Waiting['blocked'][number] }) {
  const words = useWords();
  const { say, textOf } = words;
  // The text names the parameter as its file does; what it comes to stands below, in words.
  const title = problem.code === 'OUT_OF_BOUNDS' ? say('超出现行规定的范围', 'Beyond what is allowed now') : textOf(problem.text);
  return <Three title={title} values={[[say('分局原规定', 'Bureau before'), said(before, words)], [say('分局现规定', 'Bureau now'), said(now, words)], [say('本所', 'Station'), said(station, words)]]} />;
}

function Three({ title, values }: { title: string; values: readonly (readonly [string, string])[] }) {
  return <div className="mx-conflict"><b>{title}</b><dl className="mx-three">{values.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl></div>;
}

function said(lines: Said, { say, textOf }: Words): string {
  return lines.length === 0 ? say('未另作规定', 'says nothing') : lines.map((line) => textOf(line)).join(say('；', '; '));
}

function Decide({ waiting: { stationId, workflow, revision, bureauMayDecide }, onDecided }: { waiting: Waiting; onDecided: () => void }) {
  const { say } = useWords();
  const { bureauId, may } = useScope();
  const command = useCommand();
  const toast = useToast();
  const [decide] = useMutation(DecideForStationDocument);
  if (!bureauMayDecide || !may(PERMISSIONS.pushTemplates)) return null;
  const settle = async () => {
    if (!(await command.run((idempotencyKey) => decide({ variables: { bureauId, stationId, workflow, expectedRevision: revision, idempotencyKey } })))) return;
    toast.done(say('已按分局规定处理，并通知所长', 'Decided by the bureau’s word; the chief is told'));
    onDecided();
  };
  return (
    <div className="sh-row sh-wrap">
      <Popconfirm title={say('按分局规定处理？', 'Decide by the bureau’s word?')} description={say('去掉该所与分局规定冲突的设置，其余不变，并通知所长。', 'The station’s settings that stand against it are taken out; the rest stays, and the chief is told.')} okText={say('处理', 'Decide')} cancelText={say('取消', 'Cancel')} onConfirm={() => void settle()}>
        <Button size="small" loading={command.sending}>{say('代为处理…', 'Decide for it …')}</Button>
      </Popconfirm>
      <span className="sh-sub sh-small">{say('所长已收到通知；2 天后提醒，5 天后报分局', 'The chief is told; a reminder after 2 days, the bureau after 5')}</span>
      <InlineError error={command.error} />
    </div>
  );
}
