import type { ReactNode } from 'react';
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

/** One change of a clock, with both values. */
export interface ClockChangeValue {
  readonly at: string;
  /** LATE_FACT | CALENDAR | EDIT */
  readonly cause: string;
  readonly fromBefore: string;
  readonly fromAfter: string;
  readonly dueBefore?: string | null;
  readonly dueAfter?: string | null;
  readonly reason?: string | null;
  readonly by?: string | null;
  readonly approvedBy?: string | null;
}

/** A change that waits for a second person. */
export interface ProposedClockEditValue {
  readonly at: string;
  readonly by: string;
  readonly dueAt: string;
  readonly reason?: string | null;
  readonly role: ApiText;
  readonly mayApprove: boolean;
  readonly mayReject: boolean;
}

/** A clock of an instance, as the API sends it. */
export interface ClockValue {
  readonly key: string;
  readonly title: ApiText;
  /** running | paused | met | breached | undetermined | cancelled */
  readonly state: string;
  readonly startedAt: string;
  readonly dueAt?: string | null;
  readonly warnAt?: string | null;
  readonly pausedAt?: string | null;
  /** When it ended; a breached one that has ended was met late. */
  readonly stoppedAt?: string | null;
  readonly pausedBecause?: ApiText | null;
  readonly explanation: ApiText;
  readonly because?: string | null;
  /** Oldest first. */
  readonly changes?: readonly ClockChangeValue[];
  readonly proposed?: ProposedClockEditValue | null;
}

/** One clock in full: time left, bar, due moment, the reason, the rule; what pauses it, what is missing, what was changed. */
export function ClockRow({ clock, actions }: { clock: ClockValue; actions?: ReactNode }) {
  const words = useWords();
  const { say, textOf } = words;
  const now = useNow();
  const chip = clockState(clock, now, words);
  const share = shareUsed(clock, now);
  return (
    <div className="sh-clock" data-clock={clock.key} data-state={clock.state}>
      <div className="sh-row">
        <b>{textOf(clock.title)}</b>
        <span className="sh-push"><Chip tone={chip.tone} title={textOf(clock.explanation)}>{chip.words}</Chip></span>
      </div>
      {share !== undefined && (
        <div className="sh-bar" role="presentation"><i className={`sh-${chip.tone}`} style={{ width: `${Math.round(share * 100)}%` }} /></div>
      )}
      <div className="sh-small sh-sub">
        {clock.dueAt && <>{say('{due} 到期', 'Due {due}', { due: words.due(clock.dueAt) })}<br /></>}
        {textOf(clock.explanation)}
        {clock.because && <> · {clock.because}</>}
      </div>
      {clock.state === 'paused' && (
        <div className="sh-small sh-warn-ink">
          {say('已暂停：', 'Paused: ')}{textOf(clock.pausedBecause) || say('未说明原因', 'no reason given')}
          {clock.pausedAt && <> · {say('自 {at} 起，剩余时间保留', 'since {at}, the time left is kept', { at: words.moment(clock.pausedAt) })}</>}
        </div>
      )}
      {clock.state === 'undetermined' && <div className="sh-small sh-warn-ink">{say('分局导入放假通知（或本所设置班次）后自动确定，不影响办理。', 'It is determined automatically once the bureau imports the notice (or the station sets its shifts); work goes on meanwhile.')}</div>}
      {clock.proposed && <Proposed proposed={clock.proposed} dueAt={clock.dueAt} />}
      {actions && <div className="sh-row sh-wrap">{actions}</div>}
      <Changes changes={clock.changes ?? []} />
    </div>
  );
}

function Proposed({ proposed, dueAt }: { proposed: ProposedClockEditValue; dueAt: string | null | undefined }) {
  const words = useWords();
  const { say, textOf } = words;
  return (
    <div className="sh-clock-note" role="status">
      <div>{say('{by} 提出改为 {due} 到期，待{role}审批', '{by} proposed {due}; waits for the approval of a {role}', { by: proposed.by, due: words.due(proposed.dueAt), role: textOf(proposed.role) })}</div>
      <div className="sh-sub"><Values before={dueAt} after={proposed.dueAt} />{proposed.reason && <> · {say('原因：{reason}', 'Reason: {reason}', { reason: proposed.reason })}</>}</div>
    </div>
  );
}

/** What was computed anew or set by hand: both values, newest first. */
function Changes({ changes }: { changes: readonly ClockChangeValue[] }) {
  const words = useWords();
  const { say } = words;
  if (changes.length === 0) return null;
  const cause = (change: ClockChangeValue) =>
    change.cause === 'EDIT' ? say('人工调整', 'Set by hand') : change.cause === 'CALENDAR' ? say('日历补齐，时限确定', 'Calendar came, determined') : say('事实更正，重新计算', 'Fact corrected, computed anew');
  return (
    <details className="sh-small sh-clock-changes">
      <summary>{say('变更 {count, number} 次', '{count, plural, one {# change} other {# changes}}', { count: changes.length })}</summary>
      <ul>
        {changes.toReversed().map((change) => (
          <li key={`${change.at} ${change.dueAfter ?? ''}`}>
            <div>{words.moment(change.at)} · {cause(change)}{change.by && <> · {change.by}</>}{change.approvedBy && <> · {say('{name} 批准', 'approved by {name}', { name: change.approvedBy })}</>}</div>
            <div className="sh-sub">{say('到期：', 'Due: ')}<Values before={change.dueBefore} after={change.dueAfter} /></div>
            {change.fromBefore !== change.fromAfter && <div className="sh-sub">{say('起算：{before} → {after}', 'Counted from: {before} → {after}', { before: words.moment(change.fromBefore), after: words.moment(change.fromAfter) })}</div>}
            {change.reason && <div className="sh-sub">{say('原因：{reason}', 'Reason: {reason}', { reason: change.reason })}</div>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Values({ before, after }: { before: string | null | undefined; after: string | null | undefined }) {
  const words = useWords();
  const said = (moment: string | null | undefined) => (moment ? words.due(moment) : words.say('未确定', 'not determined'));
  return <><del>{said(before)}</del> → <ins>{said(after)}</ins></>;
}

function clockState(clock: ClockValue, now: number, words: Words): { tone: Tone; words: string } {
  const { say } = words;
  if (clock.state === 'met') return { tone: 'ok', words: say('✓ 按期完成', '✓ Met') };
  if (clock.state === 'cancelled') return { tone: 'plain', words: say('已取消', 'Cancelled') };
  if (clock.state === 'undetermined') return { tone: 'info', words: say('？未确定', '? Not determined') };
  if (clock.state === 'paused') {
    const left = clock.dueAt && clock.pausedAt ? timeLeftInWords(timeLeft(Date.parse(clock.dueAt), Date.parse(clock.pausedAt)), words) : undefined;
    return { tone: 'info', words: left === undefined ? say('‖ 已暂停', '‖ Paused') : say('‖ 已暂停 · {left}', '‖ Paused · {left}', { left }) };
  }
  if (!clock.dueAt) return { tone: 'plain', words: say('未开始', 'Not started') };
  if (clock.stoppedAt) {
    const late = timeLeftInWords(timeLeft(Date.parse(clock.dueAt), Date.parse(clock.stoppedAt)), words);
    return { tone: 'warn', words: say('! {late}，已结束', '! {late}, ended', { late }) };
  }
  const left = timeLeft(Date.parse(clock.dueAt), now, {
    start: Date.parse(clock.startedAt),
    ...(clock.warnAt ? { warn: Date.parse(clock.warnAt) } : {}),
  });
  const breached = clock.state === 'breached' && !left.overdue;
  return breached ? { tone: 'bad', words: say('已逾期', 'Breached') } : { tone: left.tone, words: timeLeftInWords(left, words) };
}

function shareUsed(clock: ClockValue, now: number): number | undefined {
  if (!clock.dueAt || clock.state === 'undetermined' || clock.state === 'cancelled') return undefined;
  if (clock.state === 'met') return 1;
  const start = Date.parse(clock.startedAt);
  const whole = Date.parse(clock.dueAt) - start;
  if (whole <= 0) return undefined;
  const until = clock.stoppedAt ? Date.parse(clock.stoppedAt) : clock.state === 'paused' && clock.pausedAt ? Date.parse(clock.pausedAt) : now;
  return Math.min(1, Math.max(0, (until - start) / whole));
}
