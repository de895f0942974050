import { useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { PAD, pressed, yuanOf } from './money.js';

interface AmountProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (written: string) => void;
  /** Whether its keys are shown: of several amounts, those of the one that is written. */
  readonly pad: boolean;
  readonly onFocus: () => void;
}

/** An amount in yuan: big keys for a thumb, the keyboard for who has one. */
export function Amount({ label, value, onChange, pad, onFocus }: AmountProps) {
  const { say, number } = useWords();
  const yuan = yuanOf(value);
  return (
    <div className="sh-stack" style={{ gap: 8 }}>
      <label>{label}<Input className="alert-amount" size="large" inputMode="none" value={value} onFocus={onFocus} onChange={(event) => onChange(event.target.value)} suffix={<small>{say('元', 'yuan')}</small>} status={value !== '' && yuan === undefined ? 'error' : ''} /></label>
      {yuan !== undefined && yuan >= 10_000 && <span className="sh-sub sh-small">{say('合 {wan} 万元', '{wan} × 10,000 yuan', { wan: number(yuan / 10_000) })}</span>}
      {pad && <div className="alert-pad" role="group" aria-label={say('数字键', 'Number keys')}>{PAD.map((key) => <Button key={key} aria-label={key === '⌫' ? say('删一位', 'Take one off') : key === '万' ? say('万', 'Times ten thousand') : key} onClick={() => onChange(pressed(value, key))}>{key}</Button>)}</div>}
    </div>
  );
}
