import type { PanelProps } from '@stationhouse/plugin-web';
import MatchPanel from './MatchPanel.js';

/** On lost property: what was found that may be it. */
export default function LostPanel(props: PanelProps) {
  return <MatchPanel {...props} lost />;
}
