import { Card, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { Option } from '../../fields.js';
import { outcomeOptions } from '../incidents/outcomes.js';
import { channelWords } from '../incidents/words.js';
import type { ImportFull } from './ImportPage.js';
import { FALLBACKS, LISTED_FIELDS, valuesOf, type Draft, type ListedField } from './mapping.js';
import { fieldWords } from './words.js';

type Lists = Readonly<Record<ListedField, readonly Option[]>>;

/** What each listed field can be, for choosing and for telling whether a source already speaks the house's words. */
export function useListedValues(categories: readonly { readonly code: string; readonly parent: string | null; readonly title: { readonly zhCN: string; readonly en: string } }[]): { options: Lists; known: Readonly<Record<ListedField, ReadonlySet<string>>> } {
  const { say, textOf } = useWords();
  return useMemo(() => {
    const options: Lists = {
      category: categories.map(({ code, parent, title }) => ({ value: code, label: parent ? `\u3000${textOf(title)}` : textOf(title) })),
      channel: Object.entries(channelWords(say)).map(([value, label]) => ({ value, label })),
      outcome: [{ value: '', label: say('不填', 'Leave empty') }, ...outcomeOptions(say)],
    };
    const codes = (field: ListedField) => new Set(options[field].map(({ value }) => value));
    return { options, known: { category: codes('category'), channel: codes('channel'), outcome: codes('outcome') } };
  }, [categories, say, textOf]);
}

/** What the values of the category, channel and outcome columns mean here. Without a meaning a row goes into the error file. */
export function ValuesCard({ job, draft, options, onChange }: { job: ImportFull; draft: Draft; options: Lists; onChange: (part: Partial<Draft>) => void }) {
  const { say } = useWords();
  const shown = LISTED_FIELDS.filter((field) => draft.fields[field]?.values !== undefined);
  if (shown.length === 0) return null;
  return (
    <Card title={say('值的对应', 'Values')} id="values">
      <div className="sh-stack">
        <p className="sh-sub">{say('下面是预览中见到的值。没有单独对应的，按“其余的值”处理；原始类别会保留。末尾加 * 表示以此开头的都算。', 'These values were seen in the preview. What is not matched follows “all other values”; the category as received is kept. A * at the end stands for everything that begins so.')}</p>
        {shown.map((field) => <ValueRows key={field} field={field} job={job} draft={draft} options={options[field]} onChange={onChange} />)}
      </div>
    </Card>
  );
}

function ValueRows({ field, job, draft, options, onChange }: { field: ListedField; job: ImportFull; draft: Draft; options: readonly Option[]; onChange: (part: Partial<Draft>) => void }) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const mapped = draft.fields[field];
  const table = mapped?.values ?? {};
  const label = fieldWords(say).find((entry) => entry.field === field)?.label ?? field;
  const keys = [...new Set([...valuesOf(mapped?.column ?? '', job.columns, job.preview), ...Object.keys(table).filter((key) => key !== '*')])];
  const set = (key: string, target: string | undefined) => {
    if (mapped === undefined) return;
    const { [key]: _before, ...rest } = table;
    onChange({ fields: { ...draft.fields, [field]: { ...mapped, values: target === undefined ? rest : { ...rest, [key]: target } } } });
  };
  const choice = (key: string, words: string, placeholder: string) => (
    <Select aria-label={words} allowClear size="small" placeholder={placeholder} showSearch={{ optionFilterProp: 'label' }} value={table[key]} options={[...options]} onChange={(target?: string) => set(key, target)} />
  );
  return (
    <div role="group" aria-label={label} className="sh-stack">
      <b>{label}</b>
      <div className="routes">
        {keys.map((key) => <div key={key}><span className="sh-mono">{key}</span>{choice(key, key, say('按其余的值', 'as all others'))}</div>)}
        <div><span>{say('其余的值', 'All other values')}</span>{choice('*', say('其余的值', 'All other values'), say('写入错误文件', 'into the error file'))}</div>
      </div>
      <form className="sh-row" onSubmit={(event) => { event.preventDefault(); if (typed.trim() !== '') set(typed.trim(), FALLBACKS[field]); setTyped(''); }}>
        <Input value={typed} onChange={(event) => setTyped(event.target.value)} aria-label={say('{label}的另一个值', 'Another value of {label}', { label })} placeholder={say('文件中的另一个值，如 EMS:*', 'Another value in the file, e.g. EMS:*')} maxLength={500} style={{ width: 260 }} />
        <Button htmlType="submit">{say('添加', 'Add')}</Button>
      </form>
    </div>
  );
}
