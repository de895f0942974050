import type { Overlay } from '@stationhouse/workflow';
import { useCallback, useMemo, useState } from 'react';

interface Past<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /** What the last change was made in: typing in one field is one change. */
  readonly group: string | undefined;
}

/** A value that somebody edits, with what it was before. */
export interface History<Value> {
  readonly value: Value;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** @param group changes of one field in a row are undone as one */
  edit(change: (value: Value) => Value, group?: string): void;
  undo(): void;
  redo(): void;
  /** What somebody else made of it meanwhile: undoing goes back no further. */
  adopt(value: Value): void;
}

/** An overlay that somebody edits. */
export interface Editing extends Omit<History<Overlay>, 'value'> {
  readonly overlay: Overlay;
}

const MOST = 200;

/** Keeps a value that is edited, its earlier ones, and those taken back. */
export function useHistory<Value>(first: Value): History<Value> {
  const [history, setHistory] = useState<Past<Value>>({ past: [], present: first, future: [], group: undefined });
  const edit = useCallback((change: (value: Value) => Value, group?: string) => setHistory((now) => edited(now, change(now.present), group)), []);
  const undo = useCallback(() => setHistory(undone), []);
  const redo = useCallback(() => setHistory(redone), []);
  const adopt = useCallback((value: Value) => setHistory({ past: [], present: value, future: [], group: undefined }), []);
  return useMemo(() => ({ value: history.present, canUndo: history.past.length > 0, canRedo: history.future.length > 0, edit, undo, redo, adopt }), [history, edit, undo, redo, adopt]);
}

/** Keeps an overlay that is edited, its earlier values, and those taken back. */
export function useEditing(first: Overlay): Editing {
  const history = useHistory(first);
  return useMemo(() => ({ ...history, overlay: history.value }), [history]);
}

function edited<Value>(now: Past<Value>, present: Value, group: string | undefined): Past<Value> {
  if (present === now.present) return now;
  const joined = group !== undefined && group === now.group;
  return { past: joined ? now.past : [...now.past.slice(-MOST), now.present], present, future: [], group };
}

function undone<Value>(now: Past<Value>): Past<Value> {
  const before = now.past.at(-1);
  return before === undefined ? now : { past: now.past.slice(0, -1), present: before, future: [now.present, ...now.future], group: undefined };
}

function redone<Value>(now: Past<Value>): Past<Value> {
  const [next, ...future] = now.future;
  return next === undefined ? now : { past: [...now.past, now.present], present: next, future, group: undefined };
}
