import { useEffect, useState, type ReactNode } from 'react';
import { useWork } from './work.js';

/** Whether a path of the definition lies in what stands at a place. */
export function liesIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`);
}

interface UnfoldingProps {
  /** The places of the definition that are edited inside: whoever is led there finds it open. */
  readonly at: string | readonly string[];
  readonly summary: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Something that is shown when it is opened. What is inside is made then. */
export function Unfolding({ at, summary, className = 'cf-below cf-entry', children }: UnfoldingProps) {
  const { led } = useWork();
  const places = typeof at === 'string' ? [at] : at;
  const leads = led !== undefined && places.some((place) => liesIn(led, place));
  const [open, setOpen] = useState(leads);
  const [seen, setSeen] = useState(led);
  if (led !== seen) {
    setSeen(led);
    if (leads) setOpen(true);
  }
  return <details className={className} data-place={places.join(' ')} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}><summary>{summary}</summary>{open && children}</details>;
}

/** Goes to the form inside of a drawer that holds the place somebody was led to. @param mine whether the drawer is the one that has it */
export function useArrival(mine: (path: string) => boolean): void {
  const { led, arrive } = useWork();
  const here = led !== undefined && mine(led);
  useEffect(() => {
    if (!here) return;
    document.querySelectorAll('[data-led]').forEach((one) => one.removeAttribute('data-led'));
    const found = [...document.querySelectorAll<HTMLElement>('[data-place]')].flatMap((element) => (element.dataset['place'] ?? '').split(' ').filter((place) => liesIn(led, place)).map((place) => ({ element, length: place.length })));
    const nearest = found.reduce<(typeof found)[number] | undefined>((best, one) => (best !== undefined && best.length > one.length ? best : one), undefined)?.element;
    arrive();
    if (nearest === undefined) return;
    nearest.setAttribute('data-led', '');
    nearest.scrollIntoView({ block: 'center' });
    nearest.querySelector<HTMLElement>('input:not(:disabled), textarea:not(:disabled)')?.focus({ preventScroll: true });
  }, [here, led, arrive]);
}
