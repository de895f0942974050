import { useQuery } from '@apollo/client/react';
import type { WidgetProps } from '@rjsf/utils';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { OutsideUnitsDocument } from '../../gql/outside.js';

/** Picks one unit of the station, or several: `ui:widget: outsideUnit`, `outsideUnits`. */
export default function UnitSelect({ id, value, disabled, readonly, onChange, multiple }: WidgetProps & { readonly multiple: boolean }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, loading, error } = useQuery(OutsideUnitsDocument, { variables: { stationId } });
  const options = (data?.outsideUnits ?? []).filter(({ active }) => active).map((unit) => ({ value: unit.id, label: unit.name }));
  const empty = error ? say('单位没有加载成功，请重新打开', 'The units did not load: open this again') : say('还没有登记单位，请所长在“外部人员”中登记', 'No unit yet: the chief adds them under “People outside”');
  return (
    <Select
      id={id} mode={multiple ? 'multiple' : undefined} disabled={disabled === true || readonly === true} loading={loading} value={chosenOf(value, multiple)} style={{ width: '100%' }}
      onChange={(chosen: string | string[] | undefined) => onChange(chosen)} options={options} showSearch={{ optionFilterProp: 'label' }} notFoundContent={empty} placeholder={say('请选择', 'Choose')}
    />
  );
}

/** The form library begins a list that must not be empty with an empty entry. */
function chosenOf(value: unknown, multiple: boolean): string | string[] | undefined {
  if (!multiple) return typeof value === 'string' ? value : undefined;
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
