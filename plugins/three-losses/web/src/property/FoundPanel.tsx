import type { PanelProps } from '@stationhouse/plugin-web';
import MatchPanel from './MatchPanel.js';

/** On found property: what somebody lost that may be it. */
export default function FoundPanel(props: PanelProps) {
  return <MatchPanel {...props} lost={false} />;
}
