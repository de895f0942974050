import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useToast } from '../shell/toast.js';
import { isCancelled, saveFile } from './transfer.js';
import { bytesInWords } from './words.js';
import './files.css';

interface Progress {
  readonly name: string;
  /** Bytes that have come. */
  readonly received: number;
  /** Bytes in all, as far as the server says. */
  readonly total: number | undefined;
}

export interface Download {
  readonly progress: Progress | undefined;
  /** Why the last one did not come. */
  readonly failure: unknown;
  save(path: string, name: string, headers?: Readonly<Record<string, string>>): Promise<void>;
  cancel(): void;
}

/** Saves files from the server, one at a time; leaving the page stops what is on its way. Shown by {@link SavingFile}. */
export function useDownload(): Download {
  const { say } = useWords();
  const toast = useToast();
  const [progress, setProgress] = useState<Progress>();
  const [failure, setFailure] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const save = async (path: string, name: string, headers: Readonly<Record<string, string>> = {}) => {
    abort.current = new AbortController();
    setFailure(undefined);
    setProgress({ name, received: 0, total: undefined });
    try {
      await saveFile({ path, name, headers, signal: abort.current.signal, onProgress: (received, total) => setProgress({ name, received, total }) });
      toast.done(say('已保存 {name}', 'Saved {name}', { name }));
    } catch (error) {
      if (!isCancelled(error)) setFailure(error);
    } finally {
      setProgress(undefined);
    }
  };
  return { progress, failure, save, cancel: () => abort.current?.abort() };
}

/** A file on its way to the reader: how much has come, and a way to stop it; afterwards why it did not come. */
export function SavingFile({ download: { progress, failure, cancel } }: { download: Download }) {
  const { say } = useWords();
  if (progress === undefined) return <InlineError error={failure} />;
  const { received, total } = progress;
  return (
    <div className="saving" role="status">
      <progress aria-label={say('下载进度', 'Download progress')} {...(total === undefined ? {} : { max: total, value: received })} />
      <span className="sh-sub sh-small sh-num">
        {received === 0 ? say('正在生成…', 'Being prepared…') : total === undefined ? say('已收到 {received}', '{received} received', { received: bytesInWords(received) }) : `${bytesInWords(received)} / ${bytesInWords(total)}`}
      </span>
      <Button size="small" onClick={cancel}>{say('取消下载', 'Cancel')}</Button>
    </div>
  );
}
