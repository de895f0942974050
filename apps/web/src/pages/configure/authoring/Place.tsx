import { useEffect, useState, type ReactNode } from 'react';
import { useWork, type Led } from './work.js';

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
  const leads = led !== undefined && places.some((place) => liesIn(led.path, place));
  const [open, setOpen] = useState(leads);
  const [asked, setAsked] = useState(led?.asked);
  if (led?.asked !== asked) {
    setAsked(led?.asked);
    if (leads) setOpen(true);
  }
  return <details className={className} data-place={places.join(' ')} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}><summary>{summary}</summary>{open && children}</details>;
}

/** Goes to the form that holds a place, once the drawer that has it is there. */
export function useArrival(led: Led | undefined): void {
  useEffect(() => {
    if (led === undefined) return;
    document.querySelectorAll('[data-led]').forEach((one) => one.removeAttribute('data-led'));
    const found = [...document.querySelectorAll<HTMLElement>('[data-place]')].flatMap((element) => (element.dataset['place'] ?? '').split(' ').filter((place) => liesIn(led.path, place)).map((place) => ({ element, length: place.length })));
    const nearest = found.reduce<(typeof found)[number] | undefined>((best, one) => (best !== undefined && best.length > one.length ? best : one), undefined)?.element;
    if (nearest === undefined) return;
    nearest.setAttribute('data-led', '');
    nearest.scrollIntoView({ block: 'center' });
    nearest.querySelector<HTMLElement>('input:not(:disabled), textarea:not(:disabled)')?.focus({ preventScroll: true });
  }, [led]);
}
