import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, codeOf, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { CancelImportDocument, ImportDocument, StartImportDocument, type ImportQuery } from '../../gql/imports.js';
import { useChanges } from '../../session/live.js';
import { NotFound } from '../../shell/NotFound.js';
import { useToast } from '../../shell/toast.js';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { bytesInWords } from '../../files/words.js';
import { rest } from '../../session/rest.js';
import { session } from '../../session/session.js';
import { importState } from './words.js';
import './imports.css';

const MappingEditor = lazy(() => import('./MappingEditor.js'));

export type ImportFull = ImportQuery['import'];
const MOVING = new Set(['QUEUED', 'RUNNING']);

/** One import: mapping first, then its progress, then its figures. */
export default function ImportPage() {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const { id = '' } = useParams();
  const [remap, setRemap] = useState(false);
  const query = useQuery(ImportDocument, { variables: { bureauId, id } });
  const { data, error, refetch } = query;
  useChanges({ kinds: ['IMPORT'], id }, () => void refetch());
  const job = data?.import;
  const moving = job !== undefined && MOVING.has(job.state);
  if (moving) query.startPolling(2_000);
  else query.stopPolling();
  if (error && !data) return codeOf(error) === 'NOT_FOUND' || codeOf(error) === 'BAD_INPUT' ? <NotFound /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  if (job === undefined) return <Loading rows={8} />;
  const { words, tone } = importState(job.state, job.dryRun, say);
  const editing = !job.erasedAt && (job.state === 'UPLOADED' || (remap && !moving));
  return (
    <>
      <PageHeader
        title={job.erasedAt ? say('导入（文件已到期清除）', 'Import (file erased)') : job.fileName} chips={<Chip tone={tone}>{words}</Chip>}
        facts={<>{bytesInWords(job.fileBytes)} · {job.format.toUpperCase()} · {job.encoding} · {say('{by} {at} 上传', 'uploaded by {by} {at}', { by: job.createdBy, at: moment(job.createdAt) })}</>}
        actions={!editing && !job.erasedAt && <Actions job={job} onChanged={() => void refetch()} onRemap={() => setRemap(true)} />}
      />
      {editing ? (
        <Suspense fallback={<Loading rows={8} />}><MappingEditor job={job} onStarted={() => { setRemap(false); void refetch(); }} /></Suspense>
      ) : (
        <>
          {job.erasedAt && <p className="sh-sub">{say('上传的文件、文件名、预览和错误行的内容已于 {at} 到期清除；统计保留。如需再次导入，请重新上传。', 'The file, its name, its first rows and its refused values were erased {at}, because their time was over; the counts stay. Upload it again to import it.', { at: moment(job.erasedAt) })}</p>}
          <ProgressCard job={job} /><Figures job={job} />
        </>
      )}
    </>
  );
}

function Actions({ job, onChanged, onRemap }: { job: ImportFull; onChanged: () => void; onRemap: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const download = useDownload();
  const [cancel] = useMutation(CancelImportDocument);
  const [start] = useMutation(StartImportDocument);
  const act = (work: () => Promise<unknown>) => async () => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
      onChanged();
    }
  };
  const variables = { bureauId, id: job.id };
  const moving = MOVING.has(job.state);
  const ended = job.state === 'DONE' || job.state === 'CANCELLED' || job.state === 'FAILED';
  return (
    <>
      <SavingFile download={download} />
      {job.rowsRejected > 0 && <Button disabled={download.progress !== undefined} onClick={() => void download.save(`/api/bureaus/${bureauId}/imports/${job.id}/errors.csv`, `${job.fileName.replace(/\.[^.]+$/, '')}-errors.csv`)}>{say('下载错误文件', 'Download the error file')}</Button>}
      {(moving || job.state === 'PAUSED') && <Button danger loading={busy} onClick={() => void act(() => cancel({ variables }))()}>{say('取消导入', 'Cancel')}</Button>}
      {(job.state === 'PAUSED' || job.state === 'CANCELLED') && <Button type="primary" loading={busy} onClick={() => void act(async () => rest(`/api/bureaus/${bureauId}/imports/${job.id}/resume`, { token: await session.freshToken() }))()}>{say('继续', 'Resume')}</Button>}
      {ended && <Button onClick={onRemap}>{say('修改对应关系', 'Change the mapping')}</Button>}
      {job.state === 'DONE' && job.dryRun && <Button type="primary" loading={busy} onClick={() => void act(() => start({ variables: { ...variables, mapping: job.mapping, dryRun: false } }))()}>{say('正式导入', 'Import for real')}</Button>}
    </>
  );
}

function ProgressCard({ job }: { job: ImportFull }) {
  const { say, textOf, number } = useWords();
  const share = job.state === 'DONE' ? 1 : job.fileBytes > 0 ? Math.min(1, job.bytesRead / job.fileBytes) : 0;
  const status = job.state === 'FAILED' ? 'exception' : job.state === 'DONE' ? 'success' : MOVING.has(job.state) ? 'active' : 'normal';
  return (
    <Card title={say('进度', 'Progress')} id="progress">
      <Progress percent={Math.floor(share * 100)} status={status} aria-label={say('导入进度', 'Import progress')} />
      <p className="sh-sub" role="status">
        {say('已读 {rows} 行 · {read} / {size}', '{rows} rows read · {read} / {size}', { rows: number(job.rowsRead), read: bytesInWords(job.bytesRead), size: bytesInWords(job.fileBytes) })}
        {MOVING.has(job.state) && <> · {say('可以离开本页，导入在后台继续', 'You may leave this page; the import goes on')}</>}
      </p>
      {job.dryRun && job.state === 'DONE' && <p className="sh-sub">{say('这是试运行：没有写入任何警情。', 'This was a dry run: nothing was written.')}</p>}
      {job.state === 'PAUSED' && <p className="sh-warn-ink">{say('导入被中断。已写入的行不会重复，点“继续”即可接着导入。', 'The import was interrupted. What is in stays and is not repeated; press “Resume”.')}</p>}
      {job.state === 'CANCELLED' && <p className="sh-sub">{say('已取消。取消前写入的行保留；再次导入不会重复。', 'Cancelled. Rows written before stay; importing again repeats none.')}</p>}
      {job.failure && <p className="sh-bad-ink" role="alert">{textOf(job.failure)}</p>}
    </Card>
  );
}

function Figures({ job }: { job: ImportFull }) {
  const { say, number } = useWords();
  const { base, stationId } = useScope();
  const figures: [key: string, label: string, value: number, hint: string][] = [
    ['read', say('读取', 'Read'), job.rowsRead, say('文件中的行', 'rows in the file')],
    ['added', job.dryRun ? say('将新增', 'Would add') : say('新增', 'Added'), job.rowsAdded, say('写入登记簿', 'into the register')],
    ['known', say('已有', 'Known'), job.rowsKnown, say('以前导入过，跳过', 'imported before, skipped')],
    ['rejected', say('未通过', 'Rejected'), job.rowsRejected, say('见错误文件', 'see the error file')],
    ['unrouted', say('未分派', 'Unrouted'), job.rowsUnrouted, say('归入未分派所', 'kept at the unrouted station')],
  ];
  return (
    <Card title={say('结果', 'Result')} id="figures" extra={stationId && !job.dryRun && job.rowsAdded > 0 && <Link to={`${base}/incidents?import=${job.id}`}>{say('查看这次导入的警情', 'See what this import brought')}</Link>}>
      <dl className="figures">{figures.map(([key, label, value, hint]) => <div key={key} data-figure={key}><dt>{label}</dt><dd>{number(value)}</dd><dd className="sh-sub sh-small" style={{ fontWeight: 400, fontSize: 12 }}>{hint}</dd></div>)}</dl>
    </Card>
  );
}
