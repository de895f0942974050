import { useQuery } from '@apollo/client/react';
import { useScope, useStation, type PluginWidget } from '@stationhouse/plugin-web';
import { plugins } from '../composition.js';
import { BureauPluginStatesDocument, PluginStatesDocument } from '../gql/shell.js';
import { PERMISSIONS } from '../permissions.js';
import { Brought } from './Brought.js';

const widgets = plugins.flatMap((plugin) => (plugin.widgets ?? []).map((widget) => ({ ...widget, key: `${plugin.id}-${widget.id}`, pluginId: plugin.id })));
const NOTHING = {};

/** The widgets that plugins bring to a station's workbench; those of disabled ones are not there. */
export function StationWidgets({ size }: { size: PluginWidget['size'] }) {
  const { stationId, may } = useStation();
  const { data } = useQuery(PluginStatesDocument, { variables: { stationId }, skip: !may(PERMISSIONS.readPlugins) });
  return <Shown place="station" size={size} on={(data?.plugins ?? []).filter(({ enabled }) => enabled).map(({ plugin }) => plugin.id)} />;
}

/** The widgets that plugins bring to the bureau's first page; those that no station works with are not there. */
export function BureauWidgets() {
  const { bureauId } = useScope();
  const any = widgets.some(({ place }) => place === 'bureau');
  const { data } = useQuery(BureauPluginStatesDocument, { variables: { bureauId }, skip: !any });
  const on = (data?.bureauPlugins ?? []).filter(({ stations }) => stations.some(({ enabled }) => enabled)).map(({ plugin }) => plugin.id);
  return <><Shown place="bureau" size="wide" on={on} /><Shown place="bureau" size="narrow" on={on} /></>;
}

function Shown({ place, size, on }: Pick<PluginWidget, 'place' | 'size'> & { on: readonly string[] }) {
  const { may } = useScope();
  const shown = widgets.filter((widget) => widget.place === place && widget.size === size && on.includes(widget.pluginId) && (widget.permission === undefined || may(widget.permission)));
  return shown.map(({ key, title, load }) => <Brought key={key} id={key} title={title} load={load} given={NOTHING} />);
}
