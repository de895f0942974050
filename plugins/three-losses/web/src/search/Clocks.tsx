import { Card, Countdown, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { PartProps, Search } from './SearchPage.js';

type Clock = Search['instance']['clocks'][number];
const KEYS = ['question', 'dispatch', 'arrive', 'feedback'] as const;

/** The clocks of the first 24 hours, side by side: met, running, or late. */
export function Clocks({ search: { instance }, steps }: PartProps) {
  const { say, textOf } = useWords();
  const clocks = KEYS.flatMap((key) => instance.clocks.findLast((clock) => clock.key === key) ?? []);
  if (clocks.length === 0) return null;
  const mayTell = instance.plugin.mayWork && instance.acceptedEvents.some(({ id }) => id === 'toldReporter') && clocks.some((clock) => clock.key === 'feedback' && !clock.stoppedAt);
  return (
    <Card title={say('头 24 小时时限', 'The first 24 hours')} id="clocks">
      <ul className="search-clocks">
        {clocks.map((clock) => <li key={clock.key}><span className="sh-sub sh-small">{textOf(clock.title)}</span><State clock={clock} /></li>)}
      </ul>
      {mayTell && <Button className="search-told" loading={steps.sending && steps.pressed === 'toldReporter'} onClick={() => void steps.tell(instance.id, 'toldReporter')}>{say('已向报告人反馈', 'The reporter was told')}</Button>}
      {steps.pressed === 'toldReporter' && <InlineError error={steps.error} />}
    </Card>
  );
}

function State({ clock: { startedAt, dueAt, warnAt, stoppedAt, state } }: { clock: Clock }) {
  const { say, moment } = useWords();
  if (!stoppedAt) return state === 'cancelled' ? <span className="sh-sub">{say('不再计时', 'Not counted any more')}</span> : <Countdown dueAt={dueAt ?? null} warnAt={warnAt ?? null} />;
  const late = dueAt !== null && dueAt !== undefined && Date.parse(stoppedAt) > Date.parse(dueAt);
  const took = Math.max(0, Math.round((Date.parse(stoppedAt) - Date.parse(startedAt)) / 60_000));
  const words = took < 60 ? say('用时 {took} 分钟', 'in {took} min', { took }) : moment(stoppedAt);
  return <b className={late ? 'sh-bad-ink' : 'search-met'}><span aria-hidden>{late ? '! ' : '✓ '}</span>{late ? say('超时，{words}', 'late, {words}', { words }) : words}</b>;
}
