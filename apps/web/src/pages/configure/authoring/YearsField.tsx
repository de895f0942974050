import { useWords } from '@stationhouse/plugin-web';
import { InputNumber } from 'antd';
import { DurationField } from '../fields.js';

/** A duration in years, or otherwise. */
export function YearsField({ label, value, disabled, onChange }: { label: string; value: string; disabled: boolean; onChange: (iso: string) => void }) {
  const { say } = useWords();
  const years = /^P(\d+)Y$/.exec(value)?.[1];
  if (years === undefined) return <DurationField label={label} value={value} disabled={disabled} onChange={(iso) => { if (iso !== '') onChange(iso); }} />;
  return <span className="cf-duration"><InputNumber aria-label={label} min={1} max={99} precision={0} value={Number(years)} disabled={disabled} onChange={(next) => { if (next !== null) onChange(`P${next}Y`); }} /> {say('年', 'years')}</span>;
}
