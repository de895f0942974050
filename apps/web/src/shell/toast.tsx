import { failureOf, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useMemo, useSyncExternalStore } from 'react';

interface Toast {
  readonly key: number;
  readonly words: string;
  readonly tone: 'ok' | 'bad';
  readonly action?: ToastAction | undefined;
}

/** Something to do about what was just done, such as taking it back. */
export interface ToastAction {
  readonly words: string;
  readonly act: () => void;
}

let toasts: readonly Toast[] = [];
let next = 0;
const listeners = new Set<() => void>();

function change(list: readonly Toast[]): void {
  toasts = list;
  for (const listener of listeners) listener();
}

function show(words: string, tone: 'ok' | 'bad', action?: ToastAction): void {
  const key = (next += 1);
  change([...toasts.slice(-2), { key, words, tone, action }]);
  setTimeout(() => dismiss(key), tone === 'bad' || action !== undefined ? 9_000 : 4_000);
}

function dismiss(key: number): void {
  change(toasts.filter((toast) => toast.key !== key));
}

/** Short words about what was just done, or why it was not. */
export function useToast() {
  const { textOf } = useWords();
  return useMemo(() => ({
    done: (words: string, action?: ToastAction) => show(words, 'ok', action),
    failed: (error: unknown) => show(textOf(failureOf(error).text), 'bad'),
  }), [textOf]);
}

/** Where toasts appear; announced to people who hear the page. */
export function Toasts() {
  const shown = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ key, words, tone, action }) => (
        <div key={key} className={`toast toast-${tone}`}>{words}{action && <Button size="small" onClick={() => { dismiss(key); action.act(); }}>{action.words}</Button>}</div>
      ))}
    </div>
  );
}
