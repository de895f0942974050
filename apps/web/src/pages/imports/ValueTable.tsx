import { useWords } from '@stationhouse/plugin-web';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Option } from '../../fields.js';

interface Props {
  /** The values of the file, as it writes them. */
  readonly values: readonly string[];
  /** What each means here; a value that is missing follows the rule for all others. */
  readonly meanings: Readonly<Record<string, string>>;
  readonly options: readonly Option[];
  /** Said where a value has no meaning of its own. */
  readonly otherwise: string;
  /** A last row for every value that is not listed: key `*`. */
  readonly others?: { readonly label: string; readonly placeholder: string };
  readonly onSet: (value: string, meaning: string | undefined) => void;
  /** A value beyond the preview that somebody typed. */
  readonly onAdd: (value: string) => void;
  readonly add: { readonly label: string; readonly placeholder: string };
}

/** What the values of a column mean here, one by one, and a way to name one that the preview did not show. */
export function ValueTable({ values, meanings, options, otherwise, others, onSet, onAdd, add }: Props) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const choice = (value: string, label: string, placeholder: string) => (
    <Select aria-label={label} allowClear size="small" placeholder={placeholder} showSearch={{ optionFilterProp: 'label' }} value={meanings[value]} options={[...options]} onChange={(meaning?: string) => onSet(value, meaning)} />
  );
  return (
    <>
      <div className="routes">
        {values.map((value) => <div key={value}><span className="sh-mono">{value}</span>{choice(value, value, otherwise)}</div>)}
        {others && <div><span>{others.label}</span>{choice('*', others.label, others.placeholder)}</div>}
      </div>
      <form className="sh-row" onSubmit={(event) => { event.preventDefault(); if (typed.trim() !== '') onAdd(typed.trim()); setTyped(''); }}>
        <Input value={typed} onChange={(event) => setTyped(event.target.value)} aria-label={add.label} placeholder={add.placeholder} maxLength={500} style={{ width: 260 }} />
        <Button htmlType="submit">{say('添加', 'Add')}</Button>
      </form>
    </>
  );
}
