import { FRAUD_CATEGORIES, suggestCategory } from '@stationhouse/anti-fraud-common';
import { text, type Bilingual } from '@stationhouse/kernel';
import { useWords } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useId, useMemo } from 'react';
import type { FraudAlertCategory } from './gql/alerts.js';

/** The published twelve, and what is none of them. */
const CATEGORIES: Readonly<Record<FraudAlertCategory, Bilingual>> = { ...FRAUD_CATEGORIES, other: text('其他', 'Other') };

/** The kind of fraud: suggested with the words that speak for it, set by a person alone. */
export function CategoryPick({ narrative, value, onPick, required = false }: { narrative: string; required?: boolean; value: FraudAlertCategory | undefined; onPick: (category: FraudAlertCategory | undefined) => void }) {
  const { say, textOf } = useWords();
  const id = useId();
  const suggestion = useMemo(() => suggestCategory(narrative), [narrative]);
  const suggested = suggestion?.category;
  return (
    <div className="sh-stack" style={{ gap: 6 }}>
      <label htmlFor={id}>{required ? say('诈骗类别', 'Kind of fraud') : say('诈骗类别（可不选）', 'Kind of fraud (may stay empty)')}</label>
      <Select id={id} size="large" allowClear value={value ?? null} placeholder={say('请选择', 'Choose')} onChange={(picked: FraudAlertCategory | null | undefined) => onPick(picked ?? undefined)} options={Object.entries(CATEGORIES).map(([key, title]) => ({ value: key, label: textOf(title) }))} style={{ width: '100%' }} />
      {suggestion && suggested && value !== suggested && (
        <div className="sh-row sh-small"><span>{say('像是“{category}”：{words}', 'Sounds like “{category}”: {words}', { category: textOf(CATEGORIES[suggested]), words: suggestion.words.slice(0, 5).join('、') })}</span><Button size="small" onClick={() => onPick(suggested)}>{say('就是', 'Yes, it is')}</Button></div>
      )}
    </div>
  );
}
