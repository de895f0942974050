import { useMutation, useQuery } from '@apollo/client/react';
import { ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useId } from 'react';
import { NeighboursDocument, SetNeighboursDocument, type NeighboursQuery } from '../../gql/shares.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import '../shares/shares.css';

type Station = NeighboursQuery['stationNeighbours'][number];

/** 相邻派出所: who is asked when a station asks its neighbours for help. */
export default function NeighboursDrawer({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(NeighboursDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const stations = data?.stationNeighbours;
  return (
    <SideDrawer open title={say('相邻派出所', 'Neighbouring stations')} onClose={onClose} size="min(720px, 100vw)" destroyOnHidden>
      <div className="neighbours">
        <p className="sh-sub">{say('派出所请求协查时，通知与其相邻的派出所。相邻是双向的；未设置的，通知分局内所有其他派出所。', 'Whom it rings when a station asks its neighbours for help. Both adjoin each other; where none is set, every other station of the bureau is asked.')}</p>
        {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : stations === undefined ? <Loading rows={5} /> : <ul>{stations.map((station) => <Row key={station.stationId} station={station} all={stations} />)}</ul>}
      </div>
    </SideDrawer>
  );
}

function Row({ station: { stationId, stationName, neighbourIds, suggestedIds }, all }: { station: Station; all: readonly Station[] }) {
  const { say } = useWords();
  const { bureauId, may } = useScope();
  const id = useId();
  const command = useCommand();
  const [set] = useMutation(SetNeighboursDocument, { refetchQueries: [NeighboursDocument] });
  const mayChange = may(PERMISSIONS.changeStation);
  const save = (ids: readonly string[]) => void command.run(() => set({ variables: { bureauId, stationId, neighbourIds: [...ids] } }));
  const missing = suggestedIds.filter((one) => !neighbourIds.includes(one));
  const nameOf = new Map(all.map((one) => [one.stationId, one.stationName]));
  return (
    <li>
      <label htmlFor={id}><b>{stationName}</b></label>
      <Select<string[]> id={id} mode="multiple" value={[...neighbourIds]} disabled={!mayChange} loading={command.sending} placeholder={say('未设置：通知所有其他派出所', 'Not set: every other station')} showSearch={{ optionFilterProp: 'label' }} options={all.filter((one) => one.stationId !== stationId).map((one) => ({ value: one.stationId, label: one.stationName }))} onChange={save} />
      {mayChange && missing.length > 0 && <span className="sh-row sh-wrap sh-sub">{say('辖区相接：{names}', 'Their areas touch: {names}', { names: missing.map((one) => nameOf.get(one) ?? '').join(say('、', ', ')) })} <Button size="small" loading={command.sending} onClick={() => save([...neighbourIds, ...missing])}>{say('加入', 'Add them')}</Button></span>}
      <InlineError error={command.error} />
    </li>
  );
}
