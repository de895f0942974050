import { Button, Input } from 'antd';
import { useCallback, useId, useState, type ReactNode } from 'react';
import { isComposing } from './keyboard.js';
import { formatMoment, serverClock, useNow } from './time.js';
import { useTimeZone } from './station.js';
import { useWords } from './words.js';

/** How long personal data stay open after a purpose was given. */
export const REVEAL_MINUTES = 5;

/** A purpose given on this page, and until when it holds. */
export interface PurposeState {
  readonly purpose: string | undefined;
  /** Milliseconds of the server's time. */
  readonly until: number | undefined;
  reveal(purpose: string): void;
  hide(): void;
}

/** Keeps a purpose for {@link REVEAL_MINUTES}; then the page masks again by itself. Leaving the page forgets it. */
export function usePurpose(): PurposeState {
  const [given, setGiven] = useState<{ purpose: string; until: number }>();
  const now = useNow();
  const hide = useCallback(() => setGiven(undefined), []);
  const reveal = useCallback((purpose: string) => setGiven({ purpose, until: serverClock.now().getTime() + REVEAL_MINUTES * 60_000 }), []);
  const holds = given !== undefined && now < given.until;
  return { purpose: holds ? given.purpose : undefined, until: holds ? given.until : undefined, reveal, hide };
}

/** "Masked · full view needs a purpose", asked in place; while open it shows the purpose and until when. */
export function PurposeBar({ state, masked, loading = false }: { state: PurposeState; masked: boolean; loading?: boolean }) {
  const { say } = useWords();
  const timeZone = useTimeZone();
  const [asking, setAsking] = useState(false);
  if (state.purpose !== undefined && state.until !== undefined && !masked) {
    const until = formatMoment(new Date(state.until), timeZone, serverClock.now()).slice(-5);
    return (
      <div className="sh-purpose sh-open" role="status" data-testid="purpose-open">
        <span>{say('已显示至 {until} · 事由：{purpose} · 已留痕', 'Shown until {until} · purpose: {purpose} · logged', { until, purpose: state.purpose })}</span>
        <Button size="small" onClick={state.hide}>{say('立即脱敏', 'Mask now')}</Button>
      </div>
    );
  }
  if (!masked) return null;
  if (!asking) {
    return (
      <div className="sh-purpose">
        <span className="sh-lock">{say('已脱敏', 'Masked')}</span>
        <Button type="link" size="small" loading={loading} onClick={() => setAsking(true)}>{say('查看全部需填事由', 'Give a purpose to see all')}</Button>
      </div>
    );
  }
  return <PurposeForm onCancel={() => setAsking(false)} onGiven={(purpose) => { setAsking(false); state.reveal(purpose); }} />;
}

function PurposeForm({ onGiven, onCancel }: { onGiven: (purpose: string) => void; onCancel: () => void }) {
  const { say } = useWords();
  const [purpose, setPurpose] = useState('');
  const id = useId();
  const ready = purpose.trim().length >= 2;
  const common = [say('联系当事人', 'Contact the party'), say('现场处置', 'Handling on scene'), say('回访走访', 'Follow-up visit'), say('核实身份', 'Verify identity')];
  return (
    <form className="sh-purpose sh-asking" onSubmit={(event) => { event.preventDefault(); if (ready) onGiven(purpose.trim()); }}>
      <label htmlFor={id}>{say('查看事由（将记入审计）', 'Purpose (goes into the audit)')}</label>
      <Input
        id={id} autoFocus maxLength={200} value={purpose} onChange={(event) => setPurpose(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
          if (event.key === 'Enter' && isComposing(event)) event.preventDefault();
        }}
      />
      <div className="sh-row sh-wrap">
        {common.map((words) => <button key={words} type="button" className="sh-pick" onClick={() => setPurpose(words)}>{words}</button>)}
      </div>
      <div className="sh-row">
        <Button type="primary" size="small" htmlType="submit" disabled={!ready}>{say('显示 {minutes} 分钟', 'Show for {minutes} minutes', { minutes: REVEAL_MINUTES })}</Button>
        <Button size="small" onClick={onCancel}>{say('取消', 'Cancel')}</Button>
      </div>
    </form>
  );
}

/** A personal value: as the server sent it, marked while it is masked. */
export function MaskedValue({ value, masked }: { value: ReactNode; masked: boolean }) {
  const { say } = useWords();
  if (value === null || value === undefined || value === '') {
    return masked ? <span className="sh-sub">{say('已脱敏', 'Masked')}</span> : <span className="sh-sub">{say('未登记', 'Not recorded')}</span>;
  }
  return masked ? <span className="sh-masked" title={say('已脱敏', 'Masked')}>{value}</span> : <span>{value}</span>;
}
