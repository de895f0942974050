import { useEffect, type ReactNode } from 'react';
import { ExerciseMark } from './exercise.js';

/** The head of a page: title, chips, a line of facts, actions on the right. Names the browser tab as well. @param exercise marks both */
export function PageHeader({ title, chips, facts, actions, exercise = false }: { title: string; chips?: ReactNode; facts?: ReactNode; actions?: ReactNode; exercise?: boolean }) {
  useEffect(() => {
    document.title = `${exercise ? '【演练 EXERCISE】' : ''}${title} · 所务台 Stationhouse`;
  }, [title, exercise]);
  return (
    <header className="sh-head">
      <div className="sh-head-words">
        <div className="sh-row"><h1>{title}</h1>{exercise && <ExerciseMark />}{chips}</div>
        {facts && <div className="sh-sub sh-facts">{facts}</div>}
      </div>
      {actions && <div className="sh-row sh-actions">{actions}</div>}
    </header>
  );
}

/** A card with a heading of its own, announced as a region. */
export function Card({ title, extra, children, id, tight = false }: { title?: string; extra?: ReactNode; children: ReactNode; id?: string; tight?: boolean }) {
  return (
    <section className={tight ? 'sh-card sh-tight' : 'sh-card'} aria-label={title} data-card={id}>
      {title !== undefined && (
        <div className="sh-row sh-card-head"><h2>{title}</h2>{extra}</div>
      )}
      {children}
    </section>
  );
}

/** Names and values side by side. Entries without a value are left out. */
export function KeyValues({ entries }: { entries: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="sh-kv">
      {entries.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([label, value]) => (
        <div key={label}><dt>{label}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}
