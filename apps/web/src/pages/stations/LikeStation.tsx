import { useScope, useWords } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { PERMISSIONS } from '../../permissions.js';
import { useMe, workingStations } from '../../session/me.js';

interface Props {
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (stationId: string | null) => void;
}

/** Which station a new one begins like; nothing for somebody who may not configure stations. */
export function LikeStation({ id, value = null, onChange }: Props) {
  const { say } = useWords();
  const me = useMe();
  return (
    <Select
      {...(id === undefined ? {} : { id })} value={value} allowClear showSearch optionFilterProp="label" style={{ width: '100%', maxWidth: 420 }}
      onChange={(next: string | null | undefined) => onChange?.(next ?? null)} placeholder={say('不参照，使用分局的配置', 'None: as the bureau has it')} notFoundContent={say('没有这个派出所', 'No such station')}
      options={workingStations(me).map(({ station }) => ({ value: station.id, label: `${station.name} · ${station.code}` }))}
    />
  );
}

/** Whether the reader may let a new station begin like another. */
export function useMayCopy(): boolean {
  return useScope().may(PERMISSIONS.publishConfiguration);
}
