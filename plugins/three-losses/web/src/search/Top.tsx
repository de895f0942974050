import { Countdown, useWords } from '@stationhouse/plugin-web';
import { Elapsed } from '../Elapsed.js';
import { nextTask } from './branches.js';
import type { Search } from './SearchPage.js';
import { Urgency } from './Urgency.js';

/** How long they have been gone, how urgent that is and why, what is due next; stays on top. */
export function Top({ search }: { search: Search }) {
  const { say, textOf } = useWords();
  const { instance, lastSeenOn, foundOn, corrections } = search;
  const next = nextTask(instance);
  return (
    <section className="search-top" data-urgency={search.urgency ?? undefined} aria-label={say('紧急程度与下一步', 'How urgent, and what is next')}>
      <div className="search-top-line">
        <span className="sh-row">
          {search.urgency && <Urgency urgency={search.urgency} />}
          {lastSeenOn && <b className="search-gone">{foundOn ? say('走失', 'Gone for') : say('已走失', 'Gone for')} <Elapsed since={lastSeenOn} until={foundOn} /></b>}
          {(corrections?.length ?? 0) > 0 && <span className="sh-sub sh-small">{say('按更正后的时间', 'as corrected')}</span>}
        </span>
        {next ? <span className="search-next"><b>{say('下一步：{next}', 'Next: {next}', { next: textOf(next.title) })}</b> <Countdown dueAt={next.dueAt ?? null} /></span> : <b>{textOf(instance.stateTitle)}</b>}
      </div>
      <Reasons search={search} />
    </section>
  );
}

/** Why it is so urgent, in words; how many reasons there are while they are masked. */
function Reasons({ search: { urgencyReasonsTitle: reasons, urgency, instance } }: { search: Search }) {
  const { say, textOf } = useWords();
  const known = (reasons ?? []).filter((reason) => reason !== null);
  if (known.length > 0) return <ul className="search-reasons" aria-label={say('紧急依据', 'Why so urgent')}>{known.map((reason) => <li key={reason.en}>{textOf(reason)}</li>)}</ul>;
  if ((reasons?.length ?? 0) > 0) return <p className="sh-sub sh-small">{say('紧急依据 {count} 条，打开应急卡或填写事由后显示', '{count, plural, one {# reason} other {# reasons}}: shown with the emergency card, or a purpose', { count: reasons?.length ?? 0 })}</p>;
  return instance.closed || urgency !== 'ordinary' ? null : <p className="sh-sub sh-small">{say('目前没有从急的依据；有新情况自动升级。', 'No reason for more haste so far; what is learnt raises it by itself.')}</p>;
}
