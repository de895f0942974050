import { useWords } from '@stationhouse/plugin-web';
import type { JsonObject } from '@stationhouse/workflow';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { ValueField } from './ValueField.js';
import { useWork } from './work.js';

interface RowsProps {
  readonly label: string;
  /** CEL by name. */
  readonly values: Readonly<Record<string, string>>;
  readonly titleOf?: (key: string) => string;
  readonly targetOf?: (key: string) => JsonObject | undefined;
  readonly eventSchema: JsonObject | undefined;
  readonly ofItems?: boolean;
  /** Something that adds a row. */
  readonly add?: ReactNode;
  /** Rows that stand as long as what names them does. */
  readonly fixed?: boolean;
  readonly onChange: (values: Readonly<Record<string, string>>, key: string) => void;
}

/** Names, and what each of them becomes. */
export function ValueRows({ label, values, titleOf = (key) => key, targetOf = () => undefined, eventSchema, ofItems = false, add, fixed = false, onChange }: RowsProps) {
  const { say } = useWords();
  const { mayEdit } = useWork();
  return (
    <div className="cf-rungs cf-cases" role="group" aria-label={label}>
      {Object.entries(values).map(([key, source]) => (
        <div key={key} className="cf-set">
          <b>{titleOf(key)}</b>
          <ValueField label={titleOf(key)} source={source} target={targetOf(key)} eventSchema={eventSchema} ofItems={ofItems} onChange={(next) => onChange({ ...values, [key]: next }, key)} />
          {mayEdit && !fixed && <Button type="text" size="small" aria-label={say('不再记入“{title}”', 'Leave “{title}” as it is', { title: titleOf(key) })} onClick={() => onChange(Object.fromEntries(Object.entries(values).filter(([other]) => other !== key)), key)}>×</Button>}
        </div>
      ))}
      {mayEdit && add}
    </div>
  );
}
