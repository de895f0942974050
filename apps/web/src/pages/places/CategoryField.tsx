import { useWords } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import type { Around } from './Patrols.js';

/** Categories by their roots, several at a time, kept in the address bar with commas; none stands for what the placeholder says. */
export function CategoryField({ categories, value, onChange, placeholder }: { categories: Around['categories']; value: string; onChange: (value: string | undefined) => void; placeholder: string }) {
  const { say, textOf } = useWords();
  const title = (code: string) => textOf(categories.find((category) => category.code === code)?.title);
  const options = categories.map(({ code, parent }) => ({ value: code, label: parent ? `${title(parent)} › ${title(code)}` : title(code) }));
  return (
    <Select
      mode="multiple" aria-label={say('警情类别', 'Categories')} placeholder={placeholder} allowClear maxTagCount="responsive" style={{ minWidth: 220, maxWidth: 340 }}
      value={codesOf(value)} onChange={(codes: string[]) => onChange(codes.join(',') || undefined)} options={options} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false}
    />
  );
}

/** The codes that stand in the address bar. */
export function codesOf(value: string): string[] {
  return value === '' ? [] : value.split(',').slice(0, 20);
}
