import { DropZone, InlineError, useWords } from '@stationhouse/plugin-web';
import { useEffect, useRef, useState } from 'react';
import { SendingFile } from '../../files/SendingFile.js';
import { isCancelled, sendFile } from '../../files/transfer.js';
import { useToast } from '../../shell/toast.js';
import { Problems } from './Problems.js';
import { problemsOf } from './words.js';

/** A place to upload a Word template: it is checked at once, and refused with everything that is to be mended. */
export function UploadTemplate({ path, onUploaded }: { path: string; onUploaded: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const [sending, setSending] = useState<{ file: File; share: number }>();
  const [refused, setRefused] = useState<{ name: string; error: unknown }>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const send = async (file: File) => {
    abort.current = new AbortController();
    setRefused(undefined);
    setSending({ file, share: 0 });
    try {
      await sendFile({ path, fields: {}, file, onProgress: (share) => setSending({ file, share }), signal: abort.current.signal });
      toast.done(say('已上传，预览无误后再启用', 'Uploaded: look at the preview, then put it in force'));
      onUploaded();
    } catch (error) {
      if (!isCancelled(error)) setRefused({ name: file.name, error });
    } finally {
      setSending(undefined);
    }
  };
  const problems = problemsOf(refused?.error);
  if (sending !== undefined) return <SendingFile file={sending.file} share={sending.share} then={say('正在检查模板…', 'The template is being checked …')} onCancel={() => abort.current?.abort()} />;
  return (
    <div>
      <DropZone accept=".docx" onPick={(file) => void send(file)} hint={say('上传新模板：Word 文档（.docx），不超过 5 MB。上传后立即检查，预览无误再启用。', 'A new template: a Word document (.docx) of 5 MB at most. It is checked at once; put it in force after the preview.')} />
      <div role="alert">
        <InlineError error={refused?.error} />
        {problems.length > 0 && <section aria-label={say('模板的问题', 'Problems of the template')}><b className="sh-long">{refused?.name}</b><Problems problems={problems} /></section>}
      </div>
    </div>
  );
}
