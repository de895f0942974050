import { useScope, type PanelProps, type PanelSlot } from '@stationhouse/plugin-web';
import { plugins } from '../composition.js';
import { Brought } from './Brought.js';

const panels = plugins.flatMap((plugin) => plugin.panels.map((panel, index) => ({ key: `${plugin.id}-${index}`, ...panel })));

/** The panels that plugins bring to a place. */
export function Panels({ slot, workflow, ...given }: PanelProps & { slot: PanelSlot; workflow?: string }) {
  const { may } = useScope();
  const shown = panels.filter((panel) => panel.slot === slot && (panel.workflow === undefined || panel.workflow === workflow) && (panel.permission === undefined || may(panel.permission)));
  return shown.map(({ key, title, load }) => <Brought key={key} id={key} title={title} load={load} given={given} />);
}
