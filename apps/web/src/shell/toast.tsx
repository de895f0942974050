import { failureOf, useWords } from '@stationhouse/plugin-web';
import { useMemo, useSyncExternalStore } from 'react';

interface Toast {
  readonly key: number;
  readonly words: string;
  readonly tone: 'ok' | 'bad';
}

let toasts: readonly Toast[] = [];
let next = 0;
const listeners = new Set<() => void>();

function change(list: readonly Toast[]): void {
  toasts = list;
  for (const listener of listeners) listener();
}

function show(words: string, tone: 'ok' | 'bad'): void {
  const key = (next += 1);
  change([...toasts.slice(-2), { key, words, tone }]);
  setTimeout(() => change(toasts.filter((toast) => toast.key !== key)), tone === 'bad' ? 9_000 : 4_000);
}

/** Short words about what was just done, or why it was not. */
export function useToast() {
  const { textOf } = useWords();
  return useMemo(() => ({
    done: (words: string) => show(words, 'ok'),
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
      {shown.map(({ key, words, tone }) => <div key={key} className={`toast toast-${tone}`}>{words}</div>)}
    </div>
  );
}
