import type { Overlay } from '@stationhouse/workflow';
import { useCallback, useMemo, useState } from 'react';

interface History {
  readonly past: readonly Overlay[];
  readonly present: Overlay;
  readonly future: readonly Overlay[];
  /** What the last change was made in: typing in one field is one change. */
  readonly group: string | undefined;
}

/** An overlay that somebody edits, with what it was before. */
export interface Editing {
  readonly overlay: Overlay;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** @param group changes of one field in a row are undone as one */
  edit(change: (overlay: Overlay) => Overlay, group?: string): void;
  undo(): void;
  redo(): void;
  /** What somebody else made of it meanwhile: undoing goes back no further. */
  adopt(overlay: Overlay): void;
}

const MOST = 200;

/** Keeps an overlay that is edited, its earlier values, and those taken back. */
export function useEditing(first: Overlay): Editing {
  const [history, setHistory] = useState<History>({ past: [], present: first, future: [], group: undefined });
  const edit = useCallback((change: (overlay: Overlay) => Overlay, group?: string) => setHistory((now) => edited(now, change(now.present), group)), []);
  const undo = useCallback(() => setHistory(undone), []);
  const redo = useCallback(() => setHistory(redone), []);
  const adopt = useCallback((overlay: Overlay) => setHistory({ past: [], present: overlay, future: [], group: undefined }), []);
  return useMemo(() => ({ overlay: history.present, canUndo: history.past.length > 0, canRedo: history.future.length > 0, edit, undo, redo, adopt }), [history, edit, undo, redo, adopt]);
}

function edited(now: History, present: Overlay, group: string | undefined): History {
  if (present === now.present) return now;
  const joined = group !== undefined && group === now.group;
  return { past: joined ? now.past : [...now.past.slice(-MOST), now.present], present, future: [], group };
}

function undone(now: History): History {
  const before = now.past.at(-1);
  return before === undefined ? now : { past: now.past.slice(0, -1), present: before, future: [now.present, ...now.future], group: undefined };
}

function redone(now: History): History {
  const [next, ...future] = now.future;
  return next === undefined ? now : { past: [...now.past, now.present], present: next, future, group: undefined };
}
