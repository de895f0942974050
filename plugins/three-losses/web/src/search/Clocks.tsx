import { Card, Countdown, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { PartProps, Search } from './SearchPage.js';

type Clock = Search['instance']['clocks'][number];
/** What each clock waits for. */
const WAITS_FOR = { question: 'questionedOn', dispatch: 'dispatchedOn', arrive: 'arrivedOn', feedback: 'toldOn' } as const;

/** The clocks of the first 24 hours, side by side: met, running, late, or no longer counted since the search is over. */
export function Clocks({ search, steps }: PartProps) {
  const { say, textOf } = useWords();
  const { instance } = search;
  const clocks = Object.entries(WAITS_FOR).flatMap(([key, field]) => {
    const clock = instance.clocks.findLast((one) => one.key === key);
    return clock === undefined ? [] : [{ ...clock, doneOn: search[field] }];
  });
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

function State({ clock: { startedAt, dueAt, warnAt, stoppedAt, doneOn } }: { clock: Clock & { readonly doneOn: string | null } }) {
  const { say, moment } = useWords();
  if (doneOn === null) return stoppedAt ? <span className="sh-sub">{say('不再计时', 'No longer counted')}</span> : <Countdown dueAt={dueAt ?? null} warnAt={warnAt ?? null} />;
  const late = Boolean(dueAt) && Date.parse(doneOn) > Date.parse(dueAt ?? '');
  const took = Math.max(0, Math.round((Date.parse(doneOn) - Date.parse(startedAt)) / 60_000));
  const words = took < 1 ? say('不到 1 分钟', 'within 1 min') : took < 60 ? say('用时 {took} 分钟', 'in {took} min', { took }) : moment(doneOn);
  return <b className={late ? 'sh-bad-ink' : 'search-met'}><span aria-hidden>{late ? '! ' : '✓ '}</span>{late ? say('超时，{words}', 'late, {words}', { words }) : words}</b>;
}
