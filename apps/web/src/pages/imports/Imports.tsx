import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { ImportsDocument } from '../../gql/imports.js';
import { useChanges } from '../../session/live.js';
import { bytesInWords } from '../../files/words.js';
import { importState } from './words.js';

/** The imports of a bureau or a station, newest first. */
export default function Imports() {
  const { say, moment, number } = useWords();
  const { bureauId, stationId, base } = useScope();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(ImportsDocument, { variables: { bureauId, ...(stationId ? { stationId } : {}) } });
  useChanges({ kinds: ['IMPORT'] }, () => void refetch());
  return (
    <>
      <PageHeader title={say('数据导入', 'Imports')} facts={say('从原有系统导入警情：CSV、TSV、XLSX，可放在 zip 或 gz 里', 'Incidents from the system you had: CSV, TSV, XLSX, also inside zip or gz')} actions={<Button type="primary" onClick={() => void navigate(`${base}/imports/new`)}>{say('导入文件', 'Import a file')}</Button>} />
      <section className="sh-card sh-tight">
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : data.imports.length === 0 ? (
          <EmptyState title={say('还没有导入过', 'Nothing was imported yet')} hint={say('可先试运行：只检查，不写入。', 'Try a dry run first: it checks and writes nothing.')} action={<Link to={`${base}/imports/new`}>{say('导入文件', 'Import a file')}</Link>} />
        ) : (
          <DataTable
            label={say('导入记录', 'Imports')} rows={data.imports} rowKey={(row) => row.id} link={(row) => `${base}/imports/${row.id}`}
            columns={[
              { key: 'file', title: say('文件', 'File'), main: true, render: (row) => <span className="sh-clip">{row.erasedAt ? say('（文件已到期清除）', '(file erased)') : row.fileName}</span> },
              { key: 'state', title: say('状态', 'State'), width: '140px', render: (row) => { const { words, tone } = importState(row.state, row.dryRun, say); return <Chip tone={tone}>{words}</Chip>; } },
              { key: 'source', title: say('来源', 'Source'), width: '130px', render: (row) => row.source ?? '—' },
              { key: 'added', title: say('新增', 'Added'), width: '90px', align: 'right', render: (row) => number(row.rowsAdded) },
              { key: 'known', title: say('已有', 'Known'), width: '90px', align: 'right', wideOnly: true, render: (row) => number(row.rowsKnown) },
              { key: 'rejected', title: say('未通过', 'Rejected'), width: '90px', align: 'right', render: (row) => (row.rowsRejected > 0 ? <span className="sh-bad-ink">{number(row.rowsRejected)}</span> : '0') },
              { key: 'size', title: say('大小', 'Size'), width: '90px', align: 'right', wideOnly: true, render: (row) => bytesInWords(row.fileBytes) },
              { key: 'by', title: say('上传', 'Uploaded'), width: '200px', render: (row) => `${row.createdBy} · ${moment(row.createdAt)}` },
            ]}
          />
        )}
      </section>
    </>
  );
}
