import type { ReactNode } from 'react';

interface Props<Value extends string | number> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly chosen: readonly Value[];
  readonly onTap: (value: Value) => void;
  /** How many stand side by side on a phone. */
  readonly columns?: 2 | 3 | 4;
  readonly small?: boolean;
}

/** Choices for a thumb: each a button that says whether it is chosen. */
export function Tiles<Value extends string | number>({ label, options, chosen, onTap, columns = 2, small = false }: Props<Value>) {
  return (
    <div role="group" aria-label={label} className={small ? 'report-chips' : 'report-tiles'} data-columns={columns}>
      {options.map(({ value, label: words }) => <button key={value} type="button" aria-pressed={chosen.includes(value)} onClick={() => onTap(value)}>{words}</button>)}
    </div>
  );
}

/** A part of the report with its question. */
export function Asked({ title, note, children }: { readonly title: string; readonly note?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="report-asked" aria-label={title}>
      <div className="sh-row"><h2>{title}</h2>{note !== undefined && <span className="sh-sub sh-push">{note}</span>}</div>
      {children}
    </section>
  );
}
