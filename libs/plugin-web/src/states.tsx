import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { failureOf } from './errors.js';
import { useWords } from './words.js';

/** Nothing to show: says why, and offers the next step. */
export function EmptyState({ title, hint, action, filtered = false }: { title: string; hint?: string; action?: ReactNode; filtered?: boolean }) {
  return (
    <div className="sh-empty" data-empty={filtered ? 'filtered' : 'none'}>
      <span className="sh-empty-mark" aria-hidden="true">{filtered ? '⌕' : '○'}</span>
      <b>{title}</b>
      {hint && <p className="sh-sub">{hint}</p>}
      {action}
    </div>
  );
}

/** What happened, what is safe, what to do. */
export function ErrorState({ error, onRetry, compact = false }: { error: unknown; onRetry?: () => void; compact?: boolean }) {
  const { say, textOf } = useWords();
  const failure = failureOf(error);
  return (
    <div className={compact ? 'sh-error sh-compact' : 'sh-error'} role="alert" data-code={failure.code}>
      <b>{failure.passing ? say('没有加载成功', 'This did not load') : say('无法显示', 'This cannot be shown')}</b>
      <p>{textOf(failure.text)}</p>
      <div className="sh-row">
        {onRetry && <Button size="small" onClick={onRetry}>{say('重试', 'Try again')}</Button>}
        <span className="sh-mono sh-small sh-sub">{failure.code}</span>
      </div>
    </div>
  );
}

/** A refusal inside a form or drawer. */
export function InlineError({ error }: { error: unknown }) {
  const { textOf } = useWords();
  if (!error) return null;
  const failure = failureOf(error);
  return <div className="sh-inline-error" role="alert" data-code={failure.code}>{textOf(failure.text)} <span className="sh-mono sh-small">{failure.code}</span></div>;
}

/** Grey lines while something loads. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { say } = useWords();
  return (
    <div role="status" aria-label={say('正在加载', 'Loading')} className="sh-loading">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
