import { Chip, useWords, type Tone } from '@stationhouse/plugin-web';
import type { MissingPersonUrgency } from '../gql/search.js';

const TONES: Readonly<Record<MissingPersonUrgency, Tone>> = { critical: 'bad', urgent: 'warn', ordinary: 'plain' };
const SHAPES: Readonly<Record<MissingPersonUrgency, string>> = { critical: '▲', urgent: '◆', ordinary: '●' };

/** How urgent a search is, by colour, shape and word. */
export function Urgency({ urgency }: { urgency: MissingPersonUrgency }) {
  const { say } = useWords();
  const words = { critical: say('特急', 'Critical'), urgent: say('紧急', 'Urgent'), ordinary: say('一般', 'Ordinary') };
  return <Chip tone={TONES[urgency]}><span aria-hidden>{SHAPES[urgency]}</span> {words[urgency]}</Chip>;
}
