import type { ReactNode } from 'react';
import { useWords } from './words.js';

/** What a short state means: good, in danger, broken, told, of an exercise, or nothing of these. */
export type Tone = 'plain' | 'ok' | 'warn' | 'bad' | 'info' | 'exercise';

/** A short state. The words carry the meaning; the colour only repeats it. */
export function Chip({ tone = 'plain', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return <span className={`sh-chip sh-${tone}`} title={title}>{children}</span>;
}

/** The grades of risk and urgency, worst first. */
export const GRADES = ['red', 'orange', 'yellow', 'blue'] as const;
/** One of {@link GRADES}. */
export type Grade = (typeof GRADES)[number];

/** True for a grade. */
export function isGrade(value: unknown): value is Grade {
  return typeof value === 'string' && (GRADES as readonly string[]).includes(value);
}

/** A grade: colour, shape and word together, so that none is needed alone. */
export function GradeChip({ grade }: { grade: Grade }) {
  const { say } = useWords();
  const words = {
    red: say('红 · 高危', 'Red · critical'),
    orange: say('橙 · 易激化', 'Orange · may escalate'),
    yellow: say('黄 · 一般', 'Yellow · ordinary'),
    blue: say('蓝 · 苗头', 'Blue · early sign'),
  };
  return <span className={`sh-grade sh-grade-${grade}`}>{words[grade]}</span>;
}

/** An id people copy: monospaced, one click copies. */
export function CopyableId({ value }: { value: string }) {
  const { say } = useWords();
  return (
    <button
      type="button"
      className="sh-copy sh-mono"
      title={say('点击复制', 'Click to copy')}
      aria-label={say('复制编号 {value}', 'Copy {value}', { value })}
      onClick={(event) => {
        const button = event.currentTarget;
        void navigator.clipboard?.writeText(value).then(() => {
          button.dataset['copied'] = 'true';
          setTimeout(() => delete button.dataset['copied'], 1_200);
        });
      }}
    >
      {value}
    </button>
  );
}
