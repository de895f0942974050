import { useQuery } from '@apollo/client/react';
import { useStation, useWords, type PluginAction } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { plugins } from '../composition.js';
import { PluginStatesDocument } from '../gql/shell.js';
import { PERMISSIONS } from '../permissions.js';

const actions = plugins.flatMap((plugin) => plugin.actions.map((action, index) => ({ key: `${plugin.id}-${index}`, pluginId: plugin.id, ...action })));

/** What plugins offer to do with a record. @param primary true when nothing else on the page is the next step: the first offer then is */
export function Actions({ slot, recordId, primary }: { slot: PluginAction['slot']; recordId: string; primary: boolean }) {
  const { textOf } = useWords();
  const { stationId, base, may } = useStation();
  const { data } = useQuery(PluginStatesDocument, { variables: { stationId }, skip: !may(PERMISSIONS.readPlugins) });
  const off = new Set((data?.plugins ?? []).filter(({ enabled }) => !enabled).map(({ plugin }) => plugin.id));
  const navigate = useNavigate();
  const offered = actions.filter((action) => action.slot === slot && !off.has(action.pluginId) && (action.permission === undefined || may(action.permission)));
  return offered.map(({ key, title, path }, index) => (
    <Button key={key} type={primary && index === 0 ? 'primary' : 'default'} onClick={() => void navigate(`${base}/${path(recordId)}`)}>{textOf(title)}</Button>
  ));
}
