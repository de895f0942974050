import { useWords } from '@stationhouse/plugin-web';
import type { Overlay } from '@stationhouse/workflow';
import { useMemo, useState, type ReactNode } from 'react';
import { useDesign } from '../context.js';
import { valueWords, whoWords } from '../words.js';
import { compareOverlays, folded, type Comparison, type Mark, type MarkedCard } from './compare.js';
import { TextDiff } from './TextDiff.js';
import './diff.css';

/** What leads from one overlay to another: in words, on the workflow, as text. @param before undefined where nothing was set @param words false where they stand beside it already */
export function ChangeReview({ before, after, words = true, open = true }: { before: Overlay | undefined; after: Overlay; words?: boolean; open?: boolean }) {
  const { say, textOf } = useWords();
  const { ground } = useDesign();
  const comparison = useMemo(() => compareOverlays(ground, before, after), [ground, before, after]);
  const { changes, texts } = comparison;
  if (changes.length === 0) return <p className="sh-sub">{say('与现行流程下的内容相同。', 'It comes to the same on the workflow as it is now.')}</p>;
  return (
    <div className="cf-review">
      {words && <section aria-label={say('改动', 'Changes')}><ul className="cf-changes">{changes.map((one) => <li key={one.place}>{textOf(one.text)}</li>)}</ul></section>}
      <Part title={say('在流程上看', 'On the workflow')} open={open}><ChangeFlow comparison={comparison} /></Part>
      <Part title={say('看配置文本', 'As text')} open={false}><TextDiff {...texts} /></Part>
    </div>
  );
}

/** A part that is drawn once it is opened. */
function Part({ title, open, children }: { title: string; open: boolean; children: ReactNode }) {
  const [shown, setShown] = useState(open);
  return <details className="cf-below" open={open || undefined} onToggle={(event) => { if (event.currentTarget.open) setShown(true); }}><summary>{title}</summary>{shown && children}</details>;
}

function ChangeFlow({ comparison: { cards, general } }: { comparison: Comparison }) {
  const { say, textOf } = useWords();
  return (
    <>
      {general.length > 0 && <ul className="cf-changes cf-general">{general.map((one) => <li key={one.place}>{textOf(one.text)}</li>)}</ul>}
      <ol className="cf-diff" aria-label={say('流程上的改动', 'The changes on the workflow')}>
        {folded(cards).map((row) => ('folded' in row ? <Fold key={`fold ${row.folded[0]?.card.path ?? ''}`} cards={row.folded} /> : <Marked key={`${row.mark} ${row.card.path}`} one={row} />))}
      </ol>
    </>
  );
}

function Fold({ cards }: { cards: readonly MarkedCard[] }) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  if (open) return cards.map((one) => <Marked key={one.card.path} one={one} />);
  return <li className="cf-diff-fold"><button type="button" className="cf-link" onClick={() => setOpen(true)}>{say('… {count} 步不变', '… {count} unchanged', { count: cards.length })}</button></li>;
}

/** A card with a word and a sign for what became of it, never a colour alone. */
function Marked({ one: { card, mark, changes, definition } }: { one: MarkedCard }) {
  const words = useWords();
  const { say, textOf } = words;
  const { roles } = useDesign();
  const named: Readonly<Record<Mark, string>> = { added: say('＋ 新增', '+ added'), removed: say('－ 删除', '− removed'), changed: say('✎ 改动', '✎ changed'), same: '' };
  const lines = [...card.tasks.map((task) => [whoWords(task, words, roles), valueWords(definition, task.due, words)].filter(Boolean).join(' · '))].filter(Boolean);
  return (
    <li data-mark={mark} data-path={card.path} style={{ marginInlineStart: card.depth * 16 }}>
      <div className="cf-diff-card">
        <div className="cf-diff-head">{mark === 'removed' ? <del>{textOf(card.title)}</del> : <b>{textOf(card.title)}</b>}{mark !== 'same' && <span className="cf-mark">{named[mark]}</span>}</div>
        {changes.length > 0 ? <ul>{changes.map((change) => <li key={change.place}>{textOf(change.text)}</li>)}</ul> : lines.map((line, index) => <div key={index} className="sh-sub sh-small">{line}</div>)}
      </div>
    </li>
  );
}
