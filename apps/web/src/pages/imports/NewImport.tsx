import { Card, InlineError, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { uploadFile } from './upload.js';
import { bytesInWords } from './words.js';
import './imports.css';

const KINDS = '.csv,.tsv,.txt,.xlsx,.zip,.gz';

/** Step one of an import: the file goes up; nothing is written before the columns are mapped. */
export default function NewImport() {
  const { say } = useWords();
  const { bureauId, stationId, base } = useScope();
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState<number>();
  const [failure, setFailure] = useState<unknown>();
  const [over, setOver] = useState(false);
  const abort = useRef<AbortController>(undefined);
  const id = useId();
  useEffect(() => () => abort.current?.abort(), []);
  const send = async (chosen: File) => {
    abort.current = new AbortController();
    setFile(chosen);
    setFailure(undefined);
    setShare(0);
    try {
      const { id: importId } = await uploadFile({ bureauId, stationId, file: chosen, onProgress: setShare, signal: abort.current.signal });
      void navigate(`${base}/imports/${importId}`, { replace: true });
    } catch (error) {
      setShare(undefined);
      if (!(error instanceof DOMException && error.name === 'AbortError')) setFailure(error);
    }
  };
  return (
    <>
      <PageHeader title={say('导入文件', 'Import a file')} facts={say('1 上传 → 2 对应列 → 3 试运行或导入', '1 Upload → 2 Map columns → 3 Dry run or import')} />
      <Card>
        {share === undefined ? (
          <div
            className={over ? 'drop drop-over' : 'drop'}
            onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
            onDrop={(event) => { event.preventDefault(); setOver(false); const dropped = event.dataTransfer.files[0]; if (dropped) void send(dropped); }}
          >
            <label htmlFor={id}>{say('选择文件，或拖到这里', 'Choose a file, or drop it here')}</label>
            <input id={id} type="file" accept={KINDS} onChange={(event) => { const chosen = event.target.files?.[0]; if (chosen) void send(chosen); }} />
            <p className="sh-sub">{say('CSV、TSV、XLSX，可压缩为 zip 或 gz；UTF-8 或 GB18030。文件只用于导入，不会外传。', 'CSV, TSV or XLSX, also as zip or gz; UTF-8 or GB18030. The file is used for the import only.')}</p>
          </div>
        ) : (
          <div className="drop" role="status">
            <b>{file?.name}</b>
            <Progress percent={Math.round(share * 100)} aria-label={say('上传进度', 'Upload progress')} style={{ maxWidth: 420 }} />
            <p className="sh-sub">{share >= 1 ? say('已上传，正在读取表头…', 'Uploaded, reading the head…') : say('正在上传，共 {size}', 'Uploading {size}', { size: bytesInWords(file?.size ?? 0) })}</p>
            <Button onClick={() => abort.current?.abort()}>{say('取消上传', 'Cancel')}</Button>
          </div>
        )}
        <InlineError error={failure} />
      </Card>
    </>
  );
}
