import { useWords } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { bytesInWords } from './words.js';
import './files.css';

interface DropZoneProps {
  /** Endings for the browser's own dialog: `.pdf,.png`. */
  readonly accept: string;
  /** What may be sent, and what becomes of it. */
  readonly hint: ReactNode;
  readonly onPick: (file: File) => void;
}

/** A place to drop a file, or to choose one. */
export function DropZone({ accept, hint, onPick }: DropZoneProps) {
  const { say } = useWords();
  const [over, setOver] = useState(false);
  const id = useId();
  return (
    <div
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); const dropped = event.dataTransfer.files[0]; if (dropped) onPick(dropped); }}
    >
      <label htmlFor={id}>{say('选择文件，或拖到这里', 'Choose a file, or drop it here')}</label>
      <input id={id} type="file" accept={accept} onChange={(event) => { const chosen = event.target.files?.[0]; event.target.value = ''; if (chosen) onPick(chosen); }} />
      <p className="sh-sub">{hint}</p>
    </div>
  );
}

interface SendingProps {
  readonly file: File;
  /** 0 … 1. */
  readonly share: number;
  /** What the server does once it has all bytes. */
  readonly then: string;
  readonly onCancel: () => void;
}

/** A file on its way: how far, and a way to stop it. */
export function SendingFile({ file, share, then, onCancel }: SendingProps) {
  const { say } = useWords();
  return (
    <div className="drop" role="status">
      <b className="sh-long">{file.name}</b>
      <Progress percent={Math.round(share * 100)} aria-label={say('上传进度', 'Upload progress')} style={{ maxWidth: 420 }} />
      <p className="sh-sub">{share >= 1 ? then : say('正在上传，共 {size}', 'Uploading {size}', { size: bytesInWords(file.size) })}</p>
      <Button onClick={onCancel}>{say('取消上传', 'Cancel')}</Button>
    </div>
  );
}
