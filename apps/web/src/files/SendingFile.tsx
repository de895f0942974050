import { useWords } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { bytesInWords } from './words.js';
import './files.css';

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
