import { useWords } from '@stationhouse/plugin-web';
import { setTaskParts, type FlowTask, type TaskDefinition } from '@stationhouse/workflow';
import { Select } from 'antd';
import { useId } from 'react';
import { FieldRow } from '../FieldRow.js';
import { useWork } from './work.js';

/** Whose doer may not do this task (职责分离): tasks before it, and whoever began the instance. */
export function SeparateField({ task, written, earlier }: { task: FlowTask; written: TaskDefinition; earlier: readonly FlowTask[] }) {
  const { say, textOf } = useWords();
  const { edit, mayEdit } = useWork();
  const id = useId();
  const named = new Map([['start', say('登记人', 'Whoever began it')], ...earlier.map(({ key, title }) => [key, textOf(title)] as const), ...(written.separateFrom ?? []).filter((key) => key !== 'start' && !earlier.some((one) => one.key === key)).map((key) => [key, key] as const)]);
  const set = (tasks: readonly string[]) => edit((now) => setTaskParts(now, task.ref, { separateFrom: tasks.length === 0 ? undefined : tasks }), `${task.ref}.separateFrom`);
  return (
    <FieldRow label={say('办理人不得是', 'Not done by')} htmlFor={id}>
      <Select<string[]> id={id} mode="multiple" value={[...(written.separateFrom ?? [])]} disabled={!mayEdit} style={{ minWidth: 220 }} placeholder={say('不限', 'Anybody who is asked')} optionFilterProp="label" options={[...named].map(([value, label]) => ({ value, label }))} onChange={set} />
    </FieldRow>
  );
}
