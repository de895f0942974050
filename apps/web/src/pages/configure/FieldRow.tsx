import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { ReactNode } from 'react';

/** A named field of the drawer, with what stood there and the way back to it. */
export function FieldRow({ label, htmlFor, was, onReset, hint, children }: { label: string; htmlFor?: string; was?: string | undefined; onReset?: (() => void) | undefined; hint?: ReactNode; children: ReactNode }) {
  const { say } = useWords();
  return (
    <div className="cf-field" data-changed={was !== undefined || undefined}>
      {htmlFor === undefined ? <div className="cf-label">{label}</div> : <label className="cf-label" htmlFor={htmlFor}>{label}</label>}
      <div className="sh-row">
        {children}
        {hint}
        {was !== undefined && <span className="sh-sub sh-small">{say('原 {was}', 'was {was}', { was })} {onReset && <Button type="link" size="small" onClick={onReset} aria-label={say('{label}恢复原值', 'Put {label} back', { label })}>{say('恢复', 'Put back')}</Button>}</span>}
      </div>
    </div>
  );
}
