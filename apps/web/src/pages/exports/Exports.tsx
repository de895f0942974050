import { useQuery } from '@apollo/client/react';
import { Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Radio } from 'antd';
import { useState } from 'react';
import { ChoiceField, DateField } from '../../fields.js';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { WorkflowsDocument, type WorkflowsQuery } from '../../gql/instances.js';
import { EffectiveVersionDocument } from '../../gql/exports.js';
import { endOfDate, startOfDate } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import './exports.css';

type Workflow = WorkflowsQuery['workflows'][number];

/** 数据导出: the event log of a workflow for process mining, and workflows as files. */
export default function Exports() {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(WorkflowsDocument, { variables: { stationId } });
  const [chosen, setChosen] = useState('');
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const workflow = data.workflows.find(({ id }) => id === chosen) ?? data.workflows[0];
  return (
    <>
      <PageHeader title={say('数据导出', 'Exports')} facts={say('流程日志的每次导出都记入审计', 'Every export of an event log is recorded in the audit')} />
      {workflow === undefined ? <EmptyState title={say('本所还没有启用流程', 'This station uses no workflow yet')} /> : (
        <div className="exports">
          <div className="sh-filters">
            <ChoiceField label={say('流程', 'Workflow')} width={260} value={workflow.id} onChange={(id) => setChosen(id ?? '')} options={data.workflows.map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
          </div>
          <EventLog workflow={workflow} stationId={stationId} />
          <Definition workflow={workflow} stationId={stationId} />
        </div>
      )}
    </>
  );
}

function EventLog({ workflow, stationId }: { workflow: Workflow; stationId: string }) {
  const { say, textOf } = useWords();
  const { timeZone } = useStation();
  const [period, setPeriod] = useState({ from: '', to: '' });
  const [format, setFormat] = useState<'xes' | 'ocel'>('xes');
  const [exercises, setExercises] = useState(false);
  const download = useDownload();
  const [from, to] = [startOfDate(period.from, timeZone), endOfDate(period.to, timeZone)];
  const backwards = from !== undefined && to !== undefined && from >= to;
  const ready = from !== undefined && to !== undefined && !backwards;
  const send = () => {
    const query = new URLSearchParams({ workflow: workflow.id, from: from ?? '', to: to ?? '', format, exercises: exercises ? '1' : '0' });
    void download.save(`/api/stations/${stationId}/event-log?${query.toString()}`, `${workflow.id}-${period.from}-${period.to}.${format === 'xes' ? 'xes' : 'jsonocel'}`);
  };
  return (
    <Card title={say('流程日志', 'Event log')} id="event-log">
      <p className="sh-sub">{say('“{workflow}”在所选期间登记的全部事项，按时间列出每一步，可用流程挖掘软件（ProM、Celonis、PM4Py 等）分析。不含个人信息，办理人以本次导出的代号表示。', 'Every instance of “{workflow}” recorded in the period, step by step, for process mining (ProM, Celonis, PM4Py). Nothing personal: people appear under pseudonyms made for this one export.', { workflow: textOf(workflow.title) })}</p>
      <div className="sh-filters">
        <DateField label={say('登记自', 'Recorded from')} value={period.from} onChange={(value) => setPeriod({ ...period, from: value ?? '' })} />
        <DateField label={say('至（含当日）', 'to (inclusive)')} value={period.to} onChange={(value) => setPeriod({ ...period, to: value ?? '' })} />
      </div>
      {backwards && <p role="alert" className="exports-wrong">{say('结束日期不能早于开始日期。', 'The period must not end before it begins.')}</p>}
      <Radio.Group value={format} onChange={(event) => setFormat(event.target.value as 'xes' | 'ocel')} aria-label={say('格式', 'Format')} options={[{ value: 'xes', label: say('XES（一事项一轨迹）', 'XES (one trace per instance)') }, { value: 'ocel', label: say('OCEL 2.0（事项、任务、人员、警情）', 'OCEL 2.0 (instances, tasks, people, incidents)') }]} />
      <Checkbox checked={exercises} onChange={(event) => setExercises(event.target.checked)}>{say('包括演练（加标记）', 'Include exercises (marked)')}</Checkbox>
      <div><Button type="primary" disabled={!ready || download.progress !== undefined} onClick={send}>{say('下载日志', 'Download the log')}</Button></div>
      <SavingFile download={download} />
    </Card>
  );
}

/** What the station works with, or the plugin's own, and which overlays made it. */
function Definition({ workflow, stationId }: { workflow: Workflow; stationId: string }) {
  const { say } = useWords();
  const [version, setVersion] = useState<'effective' | 'plugin'>('effective');
  const download = useDownload();
  const path = `/api/stations/${stationId}/workflows/${workflow.id}/export?version=${version}&format=`;
  const button = (format: string, name: string, words: string) => <Button disabled={download.progress !== undefined} onClick={() => void download.save(`${path}${format}`, name)}>{words}</Button>;
  return (
    <Card title={say('流程定义', 'Definition')} id="definition">
      <p className="sh-sub">{say('完整定义（JSON），或可贴入文档的流程图（Mermaid）；文件内注明版本哈希及由哪些配置形成。', 'The definition in full (JSON), or as a diagram for documents (Mermaid); the file names the version’s hash and the overlays that made it.')}</p>
      <Radio.Group value={version} onChange={(event) => setVersion(event.target.value as typeof version)} aria-label={say('版本', 'Version')} options={[{ value: 'effective', label: say('本所现行（含分局与本所配置）', 'As this station works (with the bureau’s and its own configuration)') }, { value: 'plugin', label: say('插件原版', 'As the plugin brings it') }]} />
      <Effective workflow={workflow.id} stationId={stationId} />
      <div className="sh-row sh-wrap">
        {button('json', `${workflow.id}.json`, say('下载定义 JSON', 'Definition as JSON'))}
        {button('mermaid', `${workflow.id}.mmd`, say('下载流程图 Mermaid', 'Diagram as Mermaid'))}
      </div>
      <SavingFile download={download} />
    </Card>
  );
}

/** What the station works with now, in a line. */
function Effective({ workflow, stationId }: { workflow: string; stationId: string }) {
  const { say, moment } = useWords();
  const { bureauId, may } = useScope();
  const { data, error } = useQuery(EffectiveVersionDocument, { variables: { bureauId, stationId, workflow }, skip: !may(PERMISSIONS.readConfiguration) });
  if (error) return <InlineError error={error} />;
  if (!data) return null;
  const { template, layers, workflow: { version } } = data.stationWorkflow;
  const made = [say('流程第 {template} 版', 'template {template}', { template }), ...layers.map(({ level, revision, publishedAt }) => (level === 'BUREAU' ? say('分局配置第 {revision} 版（{at}）', 'the bureau’s overlay {revision} ({at})', { revision, at: moment(publishedAt) }) : say('本所配置第 {revision} 版（{at}）', 'this station’s overlay {revision} ({at})', { revision, at: moment(publishedAt) })))];
  return <p className="sh-small">{say('本所现行：', 'This station works on: ')}{made.join(' + ')} <span className="sh-mono" title={version}>{version.slice(0, 8)}</span></p>;
}
