import { useWords } from '@stationhouse/plugin-web';
import { InputNumber } from 'antd';
import { ChoiceField, DateField, SearchField } from '../../fields.js';
import { FIELD_KEYS, type Field, type FieldValues } from './field-condition.js';

interface ConditionProps {
  readonly fields: readonly Field[];
  readonly values: FieldValues;
  readonly set: (key: (typeof FIELD_KEYS)[number], value: string | undefined) => void;
}

/** One condition on a field of a workflow's data: which field, and what it holds. */
export function FieldCondition({ fields, values, set }: ConditionProps) {
  const { say } = useWords();
  const field = fields.find(({ key }) => key === values.field);
  const choose = (key: string | undefined) => {
    for (const part of FIELD_KEYS) set(part, undefined);
    set('field', key);
  };
  return (
    <>
      <ChoiceField label={say('登记内容', 'A field')} width={150} value={values.field} onChange={choose} options={fields.map(({ key, title }) => ({ value: key, label: title }))} />
      {field !== undefined && <Value key={field.key} field={field} values={values} set={set} />}
    </>
  );
}

function Value({ field, values: { how, value }, set }: Omit<ConditionProps, 'fields'> & { field: Field }) {
  const { say } = useWords();
  const take = (next: string | undefined) => set('value', next);
  switch (field.kind) {
    case 'choice': case 'choices': return <ChoiceField label={field.title} value={value} onChange={take} options={field.options} />;
    case 'boolean': return <ChoiceField label={field.title} width={100} value={value} onChange={take} options={[{ value: 'yes', label: say('是', 'Yes') }, { value: 'no', label: say('否', 'No') }]} />;
    case 'text': return <SearchField label={say('“{title}”的开头', 'How “{title}” begins', { title: field.title })} value={value} onChange={take} />;
    default: return (
      <>
        <ChoiceField label={say('怎样比较', 'How it compares')} width={110} value={how || 'from'} onChange={(next) => set('how', next)} options={field.kind === 'number' ? [{ value: 'from', label: say('不少于', 'at least') }, { value: 'to', label: say('不多于', 'at most') }] : [{ value: 'from', label: say('不早于', 'not before') }, { value: 'to', label: say('不晚于', 'not after') }]} />
        {field.kind === 'number' ? <InputNumber<string> stringMode aria-label={field.title} placeholder={field.title} value={value} onChange={(next) => take(next ?? undefined)} /> : <DateField label={field.title} value={value} onChange={take} />}
      </>
    );
  }
}
