import { Card, Chip, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { IncidentFullFragment } from '../../gql/incidents.js';
import type { HoldPartsFragment } from '../../gql/retention.js';
import { PERMISSIONS } from '../../permissions.js';
import type { InstanceFull } from '../instances/InstancePage.js';
import { spanInWords } from '../plugins/words.js';
import { together, titlesOf } from './parts.js';
import { LiftHold, PlaceHold, ReviewHold } from './HoldDrawers.js';
import { PlaceSeal } from './SealDrawers.js';

/** What was erased of an instance and by which rule, and whether somebody keeps it. */
export function InstanceRetention({ instance: { id, number, erasures, legalHold, closed }, onChanged }: { instance: InstanceFull; onChanged: () => void }) {
  const words = useWords();
  const { say, moment, locale } = words;
  const erased = erasures.length > 0 && (
    <ul className="sh-plain" data-erased>
      {together(erasures, ({ erasedAt }) => erasedAt).map(({ keep, parts, first }) => <li key={`${keep} ${first.erasedAt}`} className="sh-long">{say('办结后保存 {span}，已于 {at} 清除：{parts}', 'Kept {span} after closing, and erased {at}: {parts}', { parts: titlesOf(parts, words), span: spanInWords(keep, locale), at: moment(first.erasedAt) })}</li>)}
    </ul>
  );
  return <RetentionCard kind="instance" id={id} number={number} erased={erased} hold={legalHold} ended={closed} rule={say('个人信息按流程声明的期限，在办结后到期清除。', 'Personal data are erased when the time that the workflow declares is over, counted from closing.')} onChanged={onChanged} />;
}

/** When what an incident says of people was erased, and whether somebody keeps it. */
export function IncidentRetention({ incident: { id, number, erasedAt, legalHold, status }, onChanged }: { incident: IncidentFullFragment; onChanged: () => void }) {
  const { say, moment } = useWords();
  const erased = erasedAt !== null && (
    <p data-erased>{say('报警人、内容、地址和处置文字已于 {at} 到期清除，坐标只保留到约一公里；编号、类别、时间和结果保留。', 'Reporter, narrative, address and the text of the disposition were erased {at}, because their time was over, and the position coarsened to about a kilometre; number, category, moments and outcome stay.', { at: moment(erasedAt) })}</p>
  );
  return <RetentionCard kind="incident" id={id} number={number} erased={erased} hold={legalHold} ended={status === 'DISPOSED'} rule={say('个人信息按系统设置的期限，在入库或反馈后到期清除，不早于关联事项。', 'Personal data are erased when the time set for this installation is over, counted from the register or the disposition, and not before those of instances linked to it.')} onChanged={onChanged} />;
}

interface CardProps {
  readonly kind: 'instance' | 'incident';
  readonly id: string;
  readonly number: string;
  readonly erased: ReactNode;
  readonly hold: HoldPartsFragment | null;
  /** It goes on no more: it can be sealed. */
  readonly ended: boolean;
  /** Said while nothing has been erased. */
  readonly rule: string;
  readonly onChanged: () => void;
}

function RetentionCard({ kind, id, number, erased, hold, ended, rule, onChanged }: CardProps) {
  const { say, moment, date } = useWords();
  const { base, may } = useStation();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'place' | 'review' | 'lift' | 'seal'>();
  // Of an incident everything goes at once: once it has, there is nothing left to hold.
  const mayHold = may(PERMISSIONS.holdInstances) && (kind === 'instance' || !erased || hold !== null);
  // What somebody keeps is not sealed before they let it go.
  const maySeal = may(PERMISSIONS.sealRecords) && ended && hold === null;
  if (!erased && !hold && !mayHold && !maySeal) return null;
  const drawer = { number, onClose: () => setOpen(undefined), onDone: onChanged };
  return (
    <Card title={say('留存与清除', 'Retention')} id="retention" extra={hold ? <Chip tone={hold.reviewDue ? 'warn' : 'info'}>{say('依法留存', 'On legal hold')}</Chip> : undefined}>
      <div className="sh-stack">
        {erased}
        {hold && <p className="sh-long">{hold.reason} <span className="sh-sub">{say('{who} 于 {at} 设置 · 复核日期 {review}', 'placed by {who}, {at} · to be reviewed {review}', { who: hold.placedBy, at: moment(hold.placedAt), review: date(hold.reviewAt) })}</span></p>}
        {hold?.reviewDue && <p className="sh-warn-text">{say('已到复核日期，请复核或解除；留存不会自动解除。', 'It is due for review. Review or lift it: it is not lifted by itself.')}</p>}
        {!hold && !erased && <p className="sh-sub">{rule}</p>}
        {(mayHold || maySeal) && (
          <div className="sh-row sh-wrap">
            {mayHold && (hold ? <><Button onClick={() => setOpen('review')}>{say('复核…', 'Review …')}</Button><Button onClick={() => setOpen('lift')}>{say('解除留存…', 'Lift the hold …')}</Button></> : <Button onClick={() => setOpen('place')}>{say('依法留存…', 'Legal hold …')}</Button>)}
            {maySeal && <Button onClick={() => setOpen('seal')}>{say('封存…', 'Seal …')}</Button>}
          </div>
        )}
      </div>
      {open === 'place' && <PlaceHold {...drawer} kind={kind} id={id} />}
      {open === 'seal' && <PlaceSeal number={number} kind={kind} id={id} onClose={drawer.onClose} onDone={() => void navigate(`${base}/retention#seals`)} />}
      {open === 'review' && hold && <ReviewHold {...drawer} hold={hold} />}
      {open === 'lift' && hold && <LiftHold {...drawer} hold={hold} />}
    </Card>
  );
}
