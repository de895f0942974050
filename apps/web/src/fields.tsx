import { isComposing, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Select } from 'antd';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

/** A search box that waits for the word to be finished: nothing is sent while an input method composes, nor before a short pause. */
export function SearchField({ label, value, onChange, placeholder }: FieldProps & { placeholder?: string }) {
  const [typed, setTyped] = useState(value);
  const composing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    // The filter changed from elsewhere (cleared, or another link): the box follows.
    setSeen(value);
    if (value !== typed.trim()) setTyped(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (words: string, delay: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(words.trim() || undefined), delay);
  };
  return (
    <Input
      data-search type="search" allowClear aria-label={label} placeholder={placeholder ?? label} value={typed} maxLength={200}
      style={{ width: 260, maxWidth: '100%' }} suffix={<kbd aria-hidden="true">/</kbd>}
      onCompositionStart={() => { composing.current = true; }}
      onCompositionEnd={(event) => { composing.current = false; send(event.currentTarget.value, 300); }}
      onChange={(event) => {
        setTyped(event.target.value);
        if (!composing.current) send(event.target.value, event.target.value === '' ? 0 : 350);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isComposing(event)) send(event.currentTarget.value, 0);
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A choice among few; empty means all. */
export function ChoiceField({ label, value, onChange, options, width = 140 }: FieldProps & { options: readonly Option[]; width?: number }) {
  const { say } = useWords();
  return (
    <Select
      aria-label={label} placeholder={label} allowClear style={{ width }} value={value === '' ? undefined : value}
      onChange={(chosen: string | undefined) => onChange(chosen)} options={[...options]} popupMatchSelectWidth={false}
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      notFoundContent={say('没有可选项', 'Nothing to choose')}
    />
  );
}

/** A local date; the browser's own picker speaks the reader's language and works with a keyboard and a thumb. */
export function DateField({ label, value, onChange }: FieldProps) {
  const id = useId();
  return (
    <label htmlFor={id}>
      {label}
      <Input id={id} type="date" value={value} max="9999-12-31" onChange={(event) => onChange(event.target.value || undefined)} style={{ width: 150 }} />
    </label>
  );
}

/** The filters of a list: the search box always, the rest behind a button on a narrow screen. */
export function FilterBar({ label, search, children, active, onClear }: { label: string; search?: ReactNode; children: ReactNode; active: boolean; onClear: () => void }) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <div className="sh-filters" role="search" aria-label={label} data-open={open}>
      {search}
      <Button className="filters-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>{say('筛选', 'Filter')}{active ? ' ●' : ''}</Button>
      <div className="filters-more">
        {children}
        {active && <Button onClick={onClear}>{say('清除筛选', 'Clear filters')}</Button>}
      </div>
    </div>
  );
}
