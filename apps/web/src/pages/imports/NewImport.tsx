import { Card, DropZone, InlineError, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { SendingFile } from '../../files/SendingFile.js';
import { isCancelled, sendFile } from '../../files/transfer.js';

const KINDS = '.csv,.tsv,.txt,.xlsx,.zip,.gz';

/** Step one of an import: the file goes up; nothing is written before the columns are mapped. */
export default function NewImport() {
  const { say } = useWords();
  const { bureauId, stationId, base } = useScope();
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const [share, setShare] = useState<number>();
  const [failure, setFailure] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const send = async (chosen: File) => {
    abort.current = new AbortController();
    setFile(chosen);
    setFailure(undefined);
    setShare(0);
    try {
      const { id } = await sendFile({ path: `/api/bureaus/${bureauId}/imports`, fields: { stationId }, file: chosen, onProgress: setShare, signal: abort.current.signal });
      void navigate(`${base}/imports/${id}`, { replace: true });
    } catch (error) {
      setShare(undefined);
      if (!isCancelled(error)) setFailure(error);
    }
  };
  return (
    <>
      <PageHeader title={say('导入文件', 'Import a file')} facts={say('1 上传 → 2 对应列 → 3 试运行或导入', '1 Upload → 2 Map columns → 3 Dry run or import')} />
      <Card>
        {share === undefined || file === undefined
          ? <DropZone accept={KINDS} onPick={(chosen) => void send(chosen)} hint={say('CSV、TSV、XLSX，可压缩为 zip 或 gz；UTF-8 或 GB18030。文件只用于导入，不会外传。', 'CSV, TSV or XLSX, also as zip or gz; UTF-8 or GB18030. The file is used for the import only.')} />
          : <SendingFile file={file} share={share} then={say('已上传，正在读取表头…', 'Uploaded, reading the head…')} onCancel={() => abort.current?.abort()} />}
        <InlineError error={failure} />
      </Card>
    </>
  );
}
