import { useEffect, type RefObject } from 'react';

/** True while an input method composes: its Enter picks a word and must submit nothing (keyCode 229 is Safari's way to say it). */
export function isComposing(event: { isComposing?: boolean; keyCode?: number; nativeEvent?: { isComposing?: boolean } }): boolean {
  return event.isComposing === true || event.nativeEvent?.isComposing === true || event.keyCode === 229;
}

/** True when the key goes into a field, not to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** Runs an action on one unmodified key, unless the reader types or a dialog is open. */
export function useKey(key: string, action: (event: KeyboardEvent) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== key || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isComposing(event) || document.querySelector('[role="dialog"], [data-lock]')) return;
      action(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  });
}

/**
 * The keys of a list: j and k move between rows, x ticks the row, Enter opens (the row's own link has the focus).
 * Rows are marked `data-row`, their link `data-row-link`, their box `data-row-tick`.
 */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const current = () => rows().findIndex((row) => row.contains(document.activeElement));
  const move = (by: number) => {
    const all = rows();
    const at = current();
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    const row = all[next];
    (row?.querySelector<HTMLElement>('[data-row-link]') ?? row)?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  useKey('j', () => move(1));
  useKey('k', () => move(-1));
  useKey('x', () => rows()[current()]?.querySelector<HTMLElement>('[data-row-tick]')?.click());
  useKey('/', (event) => {
    const search = document.querySelector<HTMLInputElement>('[data-search]');
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
