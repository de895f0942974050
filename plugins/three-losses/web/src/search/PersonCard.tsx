import { Card, EmergencyCard, ErrorState, KeyValues, PurposeBar, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { PartProps } from './SearchPage.js';

interface Props extends Pick<PartProps, 'search' | 'ask'> {
  readonly purpose: PurposeState;
  readonly loading: boolean;
  readonly error: unknown;
  readonly onOpened: () => void;
}

/**
 * Who is missing. While the search runs the emergency card opens to those who search, and nobody is asked what for: the same press opens what else they may
 * read on this page, for as long as there is need and the page stands. Else a purpose is asked, as anywhere.
 */
export function PersonCard({ search, purpose, loading, error, onOpened, ask }: Props) {
  const { say, textOf } = useWords();
  const card = search.instance.emergencyCard;
  const byCard = card?.open === true && card.mayView;
  const [opened, setOpened] = useState(false);
  const reveal = purpose.reveal;
  const lapsed = opened && byCard && purpose.purpose === undefined;
  useEffect(() => {
    if (lapsed) reveal(say('应急卡：查找走失人员', 'Emergency card: searching for a missing person'));
  }, [lapsed, reveal, say]);
  const { person, reporter, instance } = search;
  const mayAdd = instance.plugin.mayWork && instance.acceptedEvents.some(({ id }) => id === 'describe');
  const dial = (number: string | null | undefined) => (!number ? undefined : number.includes('*') ? number : <a href={`tel:${number.replace(/[^\d+]/g, '')}`}>{number}</a>);
  const risks = (search.risksTitle ?? []).flatMap((risk) => (risk ? [textOf(risk)] : []));
  return (
    <>
      {card?.open === true && <EmergencyCard card={card} onOpened={() => { setOpened(true); onOpened(); }} />}
      {(!byCard || opened) && (
        <Card title={say('走失人', 'Missing person')} id="person" extra={mayAdd && <Button type="link" size="small" onClick={() => ask({ event: 'describe' })}>{say('补充信息', 'Add to it')}</Button>}>
          {!byCard && <PurposeBar state={purpose} masked={instance.masked} loading={loading} />}
          {error !== undefined && <ErrorState compact error={error} />}
          <KeyValues
            entries={[
              [say('姓名', 'Name'), person?.name],
              [say('人群', 'Who'), [textOf(person?.sexTitle), person?.age === null || person?.age === undefined ? textOf(person?.groupTitle) : say('{age} 岁', '{age} years', { age: person.age })].filter(Boolean).join(say('，', ', '))],
              [say('身高', 'Height'), person?.height ? say('{height} 厘米', '{height} cm', { height: person.height }) : undefined],
              [say('衣着', 'Clothing'), byCard ? undefined : person?.clothing],
              [say('体貌', 'Features'), byCard ? undefined : person?.features],
              [say('随身电话', 'Their phone'), dial(person?.phone)],
              [say('风险', 'Dangers'), risks.join(say('、', ', '))],
              [say('报告人', 'Reporter'), [reporter?.name, textOf(reporter?.relationTitle)].filter(Boolean).join(' · ')],
              [say('报告人电话', 'Their phone'), dial(reporter?.phone)],
              [say('走失经过', 'What happened'), search.account && <span className="sh-long">{search.account}</span>],
            ]}
          />
        </Card>
      )}
    </>
  );
}
