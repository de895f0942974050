import { InlineError, useWords } from '@stationhouse/plugin-web';
import { CHECKLIST, HIGHEST, type RatedItem } from '@stationhouse/scenic-drills-common';
import { Button } from 'antd';
import { useState } from 'react';
import { useTelling, type Review } from '../review/useReview.js';

const STEPS = Array.from({ length: HIGHEST + 1 }, (_, step) => step);

/** Each item by one press from 0 to 5, with words for what 0, 3 and 5 look like; the last press counts. */
export function Rate({ review, me, onDone }: { review: Review; me: string | undefined; onDone: () => void }) {
  const { say } = useWords();
  const telling = useTelling(review.id, onDone);
  const [pressed, setPressed] = useState<string>();
  const own = (review.ratings ?? []).filter(({ by }) => by === me);
  const press = (item: string, score: number) => {
    telling.reset();
    setPressed(item);
    void telling.tell('rate', { item, score });
  };
  return (
    <section className="sh-card observe-rating" aria-label={say('评分', 'Rating')}>
      {own.some(({ played }) => played) && <p className="sh-warn-ink" role="status">{say('您参加了这场演练，您的评分不计入总分。', 'You played in this drill: your rating does not count.')}</p>}
      <p className="sh-sub">{say('没看到的不评，不评不等于零分。', 'Leave out what you did not see: not rated is not zero.')}</p>
      {CHECKLIST.map((item) => <Item key={item.id} item={item} given={own.find((rating) => rating.item === item.id)?.score} sending={telling.sending && pressed === item.id} error={pressed === item.id ? telling.error : undefined} onPress={(score) => press(item.id, score)} />)}
    </section>
  );
}

function Item({ item, given, sending, error, onPress }: { item: RatedItem; given: number | null | undefined; sending: boolean; error: unknown; onPress: (score: number) => void }) {
  const { textOf } = useWords();
  const words = (one: RatedItem['title']) => textOf({ zhCN: one['zh-CN'], en: one.en });
  return (
    <fieldset className="observe-item">
      <legend>{words(item.title)}</legend>
      <div className="observe-steps">{STEPS.map((step) => <Button key={step} aria-pressed={given === step} {...(given === step ? { type: 'primary' as const } : {})} disabled={sending} onClick={() => onPress(step)}>{step}</Button>)}</div>
      <dl className="observe-anchors">{([0, 3, 5] as const).map((step) => <div key={step}><dt>{step}</dt><dd>{words(item.anchors[step])}</dd></div>)}</dl>
      <InlineError error={error} />
    </fieldset>
  );
}
