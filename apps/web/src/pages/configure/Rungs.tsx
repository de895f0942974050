import { useWords } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { SpanField, useRoleOptions, type NamedParameter } from './ParameterFields.js';

interface Rung {
  readonly after: string;
  readonly to: string;
}

interface RungsProps {
  readonly rungs: readonly Rung[];
  /** Parameters that may stand for the time and for the role; none where they cannot. */
  readonly durations?: readonly NamedParameter[];
  readonly roles?: readonly NamedParameter[];
  readonly disabled: boolean;
  readonly onChange: (rungs: readonly Rung[]) => void;
}

/** The chain of an escalation: after how long, and to whom. */
export function Rungs({ rungs, durations = [], roles = [], disabled, onChange }: RungsProps) {
  const { say } = useWords();
  const options = useRoleOptions(roles);
  const put = (index: number, changes: Partial<Rung>) => onChange(rungs.map((one, at) => (at === index ? { ...one, ...changes } : one)));
  return (
    <div className="cf-rungs">
      {rungs.map((rung, index) => (
        <div key={index} className="sh-row">
          <SpanField label={say('逾期多久', 'Overdue for')} value={rung.after} parameters={durations} disabled={disabled} onChange={(after) => put(index, { after })} />
          <span aria-hidden="true">→</span>
          <Select<string> aria-label={say('报给谁', 'Who is told')} value={rung.to} placeholder={say('选择岗位', 'Choose a role')} disabled={disabled} style={{ minWidth: 150 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={[...options]} onChange={(to) => put(index, { to })} />
          {!disabled && <Button type="text" size="small" aria-label={say('删除此级', 'Remove this rung')} onClick={() => onChange(rungs.filter((_, at) => at !== index))}>×</Button>}
        </div>
      ))}
      {!disabled && rungs.length < 10 && <Button size="small" type="dashed" onClick={() => onChange([...rungs, { after: 'P1D', to: 'chief' }])}>{say('＋ 上报', '+ Tell somebody')}</Button>}
    </div>
  );
}
