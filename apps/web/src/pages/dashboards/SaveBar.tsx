import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { ChangeBoardDocument, type BoardFullFragment } from '../../gql/dashboards.js';
import { useCommand } from '../../hooks.js';
import { inputOf, isWhole, type Tile } from './tile.js';

/** Keeps what was arranged, or drops it. */
export function SaveBar({ board, tiles, changed, onStop }: { board: BoardFullFragment; tiles: readonly Tile[]; changed: boolean; onStop: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [change] = useMutation(ChangeBoardDocument);
  const lacking = tiles.filter((tile) => !isWhole(tile)).length;
  const save = async () => {
    const input = { title: board.title, tiles: tiles.map(inputOf), sharing: board.sharing, withStationId: board.station?.id ?? null };
    if (await command.run(() => change({ variables: { bureauId, dashboardId: board.id, input, expectedVersion: board.version } }))) onStop();
  };
  return (
    <>
      {lacking > 0 && <span className="sh-warn-ink">{say('还有 {lacking, number} 块没有设完', '{lacking, plural, one {# tile is} other {# tiles are}} not set up', { lacking })}</span>}
      <InlineError error={command.error} />
      {changed ? <Popconfirm title={say('放弃未保存的改动？', 'Drop what was not saved?')} okText={say('放弃', 'Drop it')} cancelText={say('继续编排', 'Go on')} onConfirm={onStop}><Button>{say('取消', 'Cancel')}</Button></Popconfirm> : <Button onClick={onStop}>{say('完成', 'Done')}</Button>}
      <Button type="primary" disabled={!changed || lacking > 0} loading={command.sending} onClick={() => void save()}>{say('保存', 'Save')}</Button>
    </>
  );
}
