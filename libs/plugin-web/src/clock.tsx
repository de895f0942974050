import { Chip, type Tone } from './chips.js';
import { timeLeft, useNow, type TimeLeft } from './time.js';
import { useWords, type ApiText, type Words } from './words.js';

/** Time left in words: `剩 1 天 6 小时`, `逾期 35 分钟`. Two units at most; nobody plans by the minute days ahead. */
export function timeLeftInWords(left: TimeLeft, { say }: Pick<Words, 'say'>): string {
  const { days, hours, minutes, overdue } = left;
  const span =
    days > 0
      ? hours > 0 ? say('{days} 天 {hours} 小时', '{days} d {hours} h', { days, hours }) : say('{days} 天', '{days} d', { days })
      : hours > 0
        ? minutes > 0 && hours < 6 ? say('{hours} 小时 {minutes} 分', '{hours} h {minutes} min', { hours, minutes }) : say('{hours} 小时', '{hours} h', { hours })
        : minutes > 0 ? say('{minutes} 分钟', '{minutes} min', { minutes }) : say('不足 1 分钟', 'under 1 min');
  return overdue ? say('逾期 {span}', '{span} overdue', { span }) : say('剩 {span}', '{span} left', { span });
}

/** The time left until a due moment, on the server's clock. Nothing when there is no due moment. */
export function ClockChip({ dueAt, warnAt }: { dueAt: string | null | undefined; warnAt?: string | null }) {
  const words = useWords();
  const now = useNow();
  if (!dueAt) return <Chip>{words.say('无时限', 'No time limit')}</Chip>;
  const left = timeLeft(Date.parse(dueAt), now, warnAt ? { warn: Date.parse(warnAt) } : {});
  return (
    <Chip tone={left.tone} title={words.say('{due} 到期', 'Due {due}', { due: words.due(dueAt) })}>
      <span aria-hidden="true">{left.overdue ? '!' : '◷'}</span>
      {timeLeftInWords(left, words)}
    </Chip>
  );
}

/** A clock of an instance, as the API sends it. */
export interface ClockValue {
  readonly key: string;
  readonly title: ApiText;
  /** running | paused | met | breached | undetermined */
  readonly state: string;
  readonly startedAt: string;
  readonly dueAt?: string | null;
  readonly warnAt?: string | null;
  readonly pausedBecause?: ApiText | null;
  readonly explanation: ApiText;
  readonly because?: string | null;
}

/** One clock in full: time left, bar, due moment, the reason, the rule; a paused clock says why. */
export function ClockRow({ clock }: { clock: ClockValue }) {
  const words = useWords();
  const { say, textOf } = words;
  const now = useNow();
  const chip = clockState(clock, now, words);
  const share = shareUsed(clock, now);
  return (
    <div className="sh-clock" data-clock={clock.key} data-state={clock.state}>
      <div className="sh-row">
        <b>{textOf(clock.title)}</b>
        <span className="sh-push"><Chip tone={chip.tone}>{chip.words}</Chip></span>
      </div>
      {share !== undefined && (
        <div className="sh-bar" role="presentation"><i className={`sh-${chip.tone}`} style={{ width: `${Math.round(share * 100)}%` }} /></div>
      )}
      <div className="sh-small sh-sub">
        {clock.dueAt && <>{say('{due} 到期', 'Due {due}', { due: words.due(clock.dueAt) })}{say('：', ': ')}</>}
        {textOf(clock.explanation)}
        {clock.because && <> · {clock.because}</>}
      </div>
      {clock.state === 'paused' && (
        <div className="sh-small sh-warn-ink">{say('已暂停：', 'Paused: ')}{textOf(clock.pausedBecause) || say('未说明原因', 'no reason given')}</div>
      )}
    </div>
  );
}

function clockState(clock: ClockValue, now: number, words: Words): { tone: Tone; words: string } {
  const { say } = words;
  if (clock.state === 'met') return { tone: 'ok', words: say('✓ 按期完成', '✓ Met') };
  if (clock.state === 'paused') return { tone: 'info', words: say('‖ 已暂停', '‖ Paused') };
  if (clock.state === 'undetermined') return { tone: 'plain', words: say('未确定', 'Not determined') };
  if (!clock.dueAt) return { tone: 'plain', words: say('未开始', 'Not started') };
  const left = timeLeft(Date.parse(clock.dueAt), now, {
    start: Date.parse(clock.startedAt),
    ...(clock.warnAt ? { warn: Date.parse(clock.warnAt) } : {}),
  });
  const breached = clock.state === 'breached' && !left.overdue;
  return breached ? { tone: 'bad', words: say('已逾期', 'Breached') } : { tone: left.tone, words: timeLeftInWords(left, words) };
}

function shareUsed(clock: ClockValue, now: number): number | undefined {
  if (!clock.dueAt || clock.state === 'undetermined') return undefined;
  if (clock.state === 'met') return 1;
  const start = Date.parse(clock.startedAt);
  const whole = Date.parse(clock.dueAt) - start;
  if (whole <= 0) return undefined;
  return Math.min(1, Math.max(0, (now - start) / whole));
}
