import { Chip, useWords, type Tone } from '@stationhouse/plugin-web';
import type { FraudAlertGrade } from './gql/alerts.js';

const TONES: Readonly<Record<FraudAlertGrade, Tone>> = { high: 'bad', medium: 'warn', low: 'info' };
const SHAPES: Readonly<Record<FraudAlertGrade, string>> = { high: '▲', medium: '◆', low: '●' };

/** The grade of an alert by colour, shape and word. */
export function AlertGrade({ grade }: { grade: FraudAlertGrade }) {
  const { say } = useWords();
  const words = { high: say('高', 'High'), medium: say('中', 'Medium'), low: say('低', 'Low') };
  return <Chip tone={TONES[grade]}><span aria-hidden>{SHAPES[grade]}</span> {words[grade]}</Chip>;
}
