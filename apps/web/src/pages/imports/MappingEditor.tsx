import { useMutation, useQuery } from '@apollo/client/react';
import { Card, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { ImportChoicesDocument, ImportStationsDocument, SaveImportProfileDocument, StartImportDocument, type ImportChoicesQuery } from '../../gql/imports.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import type { ImportFull } from './ImportPage.js';
import { draftFrom, mappingOf, missingIn, suggestStations, valuesOf, withFallbacks, type Draft, type StationChoice } from './mapping.js';
import { RoutingCard } from './RoutingCard.js';
import { useListedValues, ValuesCard } from './ValuesCard.js';
import { fieldWords } from './words.js';

/** Step two: which column is what, and which station a row belongs to. */
export default function MappingEditor({ job, onStarted }: { job: ImportFull; onStarted: () => void }) {
  const { bureauId, stationId, timeZone } = useScope();
  const stations = useQuery(ImportStationsDocument, { variables: { bureauId } });
  const choices = useQuery(ImportChoicesDocument, { variables: { bureauId, ...(stationId ? { stationId } : {}) } });
  if (choices.error && !choices.data) return <ErrorState error={choices.error} onRetry={() => void choices.refetch()} />;
  if (stations.loading || choices.data === undefined) return <Loading rows={8} />;
  const known = stations.data?.stations ?? [];
  const start = draftFrom(job.mapping ?? job.suggestedMapping, job.columns, {
    source: job.fileName.replace(/\.(csv|tsv|txt|xlsx|zip|gz)/gi, '').slice(0, 60), timeZone,
    stationId: job.stationId ?? stationId ?? '', unrouted: known.find(({ unrouted }) => unrouted)?.id ?? '',
  });
  return <Editor job={job} stations={known} choices={choices.data} start={withStations(start, job, known)} onStarted={onStarted} />;
}

function withStations(draft: Draft, job: ImportFull, stations: readonly StationChoice[]): Draft {
  if (draft.column === '') return draft;
  return { ...draft, stations: { ...suggestStations(valuesOf(draft.column, job.columns, job.preview), stations), ...draft.stations } };
}

interface EditorProps {
  readonly job: ImportFull;
  readonly stations: readonly StationChoice[];
  readonly choices: ImportChoicesQuery;
  readonly start: Draft;
  readonly onStarted: () => void;
}

function Editor({ job, stations, choices, start, onStarted }: EditorProps) {
  const { say } = useWords();
  const profiles = choices.importProfiles;
  const lists = useListedValues(choices);
  const complete = (draft: Draft) => withFallbacks(draft, job.columns, job.preview, lists);
  const [draft, setDraft] = useState(() => complete(start));
  const change = (part: Partial<Draft>) => setDraft((now) => complete({ ...now, ...part }));
  const useProfile = (id: string) => {
    const profile = profiles.find((candidate) => candidate.id === id);
    if (profile) setDraft(complete(withStations(draftFrom(profile.mapping, job.columns, { source: profile.source, timeZone: draft.timeZone, stationId: draft.stationId, unrouted: draft.unrouted }), job, stations)));
  };
  return (
    <>
      <Card title={say('来源', 'Source')} id="source" extra={profiles.length > 0 && <Select aria-label={say('使用保存的方案', 'Use a saved profile')} placeholder={say('使用保存的方案', 'Use a saved profile')} style={{ width: 200 }} options={profiles.map(({ id, source }) => ({ value: id, label: source }))} onChange={useProfile} />}>
        <SourceFields job={job} draft={draft} onChange={change} />
      </Card>
      <Card title={say('列的对应', 'Columns')} id="columns"><FieldRows job={job} draft={draft} onChange={change} /></Card>
      <ValuesCard job={job} draft={draft} lists={lists} onChange={change} />
      <RoutingCard job={job} stations={stations} draft={draft} onChange={change} />
      <Preview job={job} />
      <Foot job={job} draft={draft} onStarted={onStarted} />
    </>
  );
}

interface PartProps {
  readonly job: ImportFull;
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

function SourceFields({ job, draft, onChange }: PartProps) {
  const { say } = useWords();
  const id = useId();
  const columns = job.columns.map((column) => ({ value: column, label: column }));
  return (
    <div className="sh-filters">
      <label htmlFor={`${id}-source`}>{say('来源名称（同名来源按编号去重）', 'Name of the source (rows are told apart within it)')}<Input id={`${id}-source`} value={draft.source} maxLength={80} onChange={(event) => onChange({ source: event.target.value })} style={{ width: 300, maxWidth: '100%' }} /></label>
      <label>{say('编号列（没有可不选）', 'Id column (none: leave empty)')}<Select aria-label={say('编号列', 'Id column')} allowClear style={{ width: 200 }} value={draft.idColumn || undefined} options={columns} showSearch onChange={(value?: string) => onChange({ idColumn: value ?? '' })} /></label>
      <label htmlFor={`${id}-zone`}>{say('文件时间所在时区', 'Time zone of the file')}<Input id={`${id}-zone`} value={draft.timeZone} onChange={(event) => onChange({ timeZone: event.target.value })} style={{ width: 180 }} /></label>
      <Checkbox checked={draft.keepRest} onChange={(event) => onChange({ keepRest: event.target.checked })}>{say('其余列原样保留', 'Keep the other columns as they are')}</Checkbox>
    </div>
  );
}

const FORMATS = ['ymd', 'mdy', 'dmy', 'excel', 'unix', 'unixMilliseconds'];

function FieldRows({ job, draft, onChange }: PartProps) {
  const { say } = useWords();
  const columns = job.columns.map((column) => ({ value: column, label: column }));
  const set = (field: string, column: string | undefined) => {
    const { [field]: _before, ...rest } = draft.fields;
    onChange({ fields: column ? { ...rest, [field]: { ...(_before?.format ? { format: _before.format } : {}), column } } : rest });
  };
  const setFormat = (field: string, format: string | undefined) => {
    const before = draft.fields[field];
    if (!before) return;
    const { format: _format, ...rest } = before;
    onChange({ fields: { ...draft.fields, [field]: format ? { ...rest, format } : rest } });
  };
  const sample = (column: string) => job.preview.map((row) => row[job.columns.indexOf(column)] ?? '').filter(Boolean).slice(0, 3).join(' ｜ ');
  return (
    <div className="map">
      {fieldWords(say).map(({ field, label, moment, required }) => {
        const mapped = draft.fields[field];
        return (
          <div key={field} data-field={field}>
            <span>{label}{required && <span className="req"> *</span>}</span>
            <Select aria-label={label} allowClear showSearch placeholder={say('不导入', 'Not imported')} value={mapped?.column} options={columns} onChange={(value?: string) => set(field, value)} style={{ width: '100%' }} />
            <span className="sh-row" style={{ flexWrap: 'nowrap' }}>
              {moment && mapped && <Select size="small" aria-label={say('{label}的写法', 'How {label} is written', { label })} allowClear placeholder={say('自动', 'auto')} value={mapped.format} options={FORMATS.map((value) => ({ value, label: value }))} onChange={(value?: string) => setFormat(field, value)} style={{ width: 110, flex: 'none' }} />}
              <span className="sample">{mapped ? [sample(mapped.column), mapped.timeColumn && `+ ${mapped.timeColumn}`].filter(Boolean).join(' ') : ''}</span>
            </span>
          </div>
        );
      })}
    </div>
  );
}

function Preview({ job }: { job: ImportFull }) {
  const { say } = useWords();
  return (
    <Card title={say('前 {count} 行', 'First {count} rows', { count: Math.min(8, job.preview.length) })} id="preview">
      <div className="preview" tabIndex={0} role="region" aria-label={say('预览，可左右滚动', 'Preview, scrolls sideways')}>
        <table>
          <thead><tr>{job.columns.map((column, index) => <th key={index} scope="col">{column}</th>)}</tr></thead>
          <tbody>{job.preview.slice(0, 8).map((row, index) => <tr key={index}>{row.map((cell, at) => <td key={at} title={cell}>{cell}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </Card>
  );
}

function Foot({ job, draft, onStarted }: { job: ImportFull; draft: Draft; onStarted: () => void }) {
  const { say } = useWords();
  const { bureauId, stationId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [start] = useMutation(StartImportDocument);
  const [save] = useMutation(SaveImportProfileDocument);
  const [keep, setKeep] = useState(true);
  const words = {
    source: say('来源名称', 'the source'), receivedAt: say('接警时间列', 'the column of the time received'), station: say('派出所', 'the station'),
    column: say('分派列', 'the routing column'), unrouted: say('未分派行的去处', 'where unrouted rows go'),
  };
  const missing = missingIn(draft);
  const run = async (dryRun: boolean) => {
    const mapping = mappingOf(draft);
    const done = await command.run(() => start({ variables: { bureauId, id: job.id, mapping, dryRun } }));
    if (!done) return;
    onStarted();
    if (keep) await save({ variables: { bureauId, ...(stationId ? { stationId } : {}), mapping } }).catch(toast.failed);
  };
  return (
    <Card>
      <div className="sh-row">
        <Checkbox checked={keep} onChange={(event) => setKeep(event.target.checked)}>{say('保存为此来源的方案', 'Keep as this source’s profile')}</Checkbox>
        {missing.length > 0 && <span className="sh-warn-ink">{say('还缺：{what}', 'Still missing: {what}', { what: missing.map((part) => words[part]).join(say('、', ', ')) })}</span>}
        <span className="sh-push sh-row">
          <Button disabled={missing.length > 0} loading={command.sending} onClick={() => void run(true)}>{say('试运行（只检查）', 'Dry run (checks only)')}</Button>
          <Button type="primary" disabled={missing.length > 0} loading={command.sending} onClick={() => void run(false)}>{say('开始导入', 'Import')}</Button>
        </span>
      </div>
      <InlineError error={command.error} />
    </Card>
  );
}
