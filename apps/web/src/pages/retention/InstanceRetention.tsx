import { Card, Chip, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { PERMISSIONS } from '../../permissions.js';
import type { InstanceFull } from '../instances/InstancePage.js';
import { spanInWords } from '../plugins/words.js';
import { together, titlesOf } from './parts.js';
import { LiftHold, PlaceHold, ReviewHold } from './HoldDrawers.js';

/** What was erased of an instance and by which rule, and whether somebody keeps it. */
export function InstanceRetention({ instance, onChanged }: { instance: InstanceFull; onChanged: () => void }) {
  const words = useWords();
  const { say, moment, date, locale } = words;
  const { may } = useStation();
  const [open, setOpen] = useState<'place' | 'review' | 'lift'>();
  const { erasures, legalHold: hold, number } = instance;
  const mayHold = may(PERMISSIONS.holdInstances);
  if (erasures.length === 0 && !hold && !mayHold) return null;
  const drawer = { number, onClose: () => setOpen(undefined), onDone: onChanged };
  return (
    <Card title={say('留存与清除', 'Retention')} id="retention" extra={hold ? <Chip tone={hold.reviewDue ? 'warn' : 'info'}>{say('依法留存', 'On legal hold')}</Chip> : undefined}>
      <div className="sh-stack">
        {erasures.length > 0 && (
          <ul className="sh-plain" data-erased>
            {together(erasures, ({ erasedAt }) => erasedAt).map(({ keep, parts, first }) => <li key={`${keep} ${first.erasedAt}`} className="sh-long">{say('办结后保存 {span}，已于 {at} 清除：{parts}', 'Kept {span} after closing, and erased {at}: {parts}', { parts: titlesOf(parts, words), span: spanInWords(keep, locale), at: moment(first.erasedAt) })}</li>)}
          </ul>
        )}
        {hold && <p className="sh-long">{hold.reason} <span className="sh-sub">{say('{who} 于 {at} 设置 · 复核日期 {review}', 'placed by {who}, {at} · to be reviewed {review}', { who: hold.placedBy, at: moment(hold.placedAt), review: date(hold.reviewAt) })}</span></p>}
        {hold?.reviewDue && <p className="sh-warn-text">{say('已到复核日期，请复核或解除；留存不会自动解除。', 'It is due for review. Review or lift it: it is not lifted by itself.')}</p>}
        {!hold && erasures.length === 0 && <p className="sh-sub">{say('个人信息按插件声明的期限，在办结后到期清除。', 'Personal data are erased when the time that the plugin declares is over, counted from closing.')}</p>}
        {mayHold && (
          <div className="sh-row sh-wrap">
            {hold ? <><Button onClick={() => setOpen('review')}>{say('复核…', 'Review …')}</Button><Button onClick={() => setOpen('lift')}>{say('解除留存…', 'Lift the hold …')}</Button></> : <Button onClick={() => setOpen('place')}>{say('依法留存…', 'Legal hold …')}</Button>}
          </div>
        )}
      </div>
      {open === 'place' && <PlaceHold {...drawer} instanceId={instance.id} />}
      {open === 'review' && hold && <ReviewHold {...drawer} hold={hold} />}
      {open === 'lift' && hold && <LiftHold {...drawer} hold={hold} />}
    </Card>
  );
}
