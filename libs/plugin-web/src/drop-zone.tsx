import { useId, useState, type ReactNode } from 'react';
import { useWords } from './words.js';

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
