import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, useChanges, useStation, useWords, type PanelProps, type PurposeState } from '@stationhouse/plugin-web';
import { FirstMinuteDocument, type FirstMinuteQuery } from '../gql/first.js';
import { CallOut } from './CallOut.js';
import { FamilyPhoto } from './FamilyPhoto.js';
import { VoiceNotes } from './VoiceNotes.js';
import './first.css';

export type Search = FirstMinuteQuery['missingPerson'];

/** What a part of the first minute is told. */
export interface PartProps {
  readonly search: Search;
  readonly purpose: PurposeState;
  /** Reads again what was changed. */
  readonly onChanged: () => unknown;
}

/** 第一分钟: the voice note, the family's photo, and gates, broadcast and posts by one press, beside a search. */
export default function FirstMinute({ recordId, version, purpose }: Pick<PanelProps, 'recordId' | 'version' | 'purpose'>) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(FirstMinuteDocument, { variables: { stationId, id: recordId }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE'], id: recordId }, () => refetch());
  if (data === undefined) return error === undefined ? <Loading rows={4} /> : <ErrorState compact error={error} onRetry={() => void refetch()} />;
  const search = data.missingPerson;
  const part = { search, purpose, onChanged: refetch };
  const unasked = (search.unasked ?? []).flatMap((one) => (one === null ? [] : [one])).map((one) => ({ who: say('人群', 'who'), when: say('时间', 'when'), where: say('地点', 'where') })[one]);
  return (
    <div className="sh-stack first" data-version={version}>
      {unasked.length > 0 && <p className="first-unasked" role="status">{say('凭语音开始查找，尚未问清：{what}。问清前按未成年人查找；人群在“问清报告人”里填，时间、地点用“更正最后出现”。', 'Begun by a voice note; still to be asked: {what}. Until then the search is as for a minor. Say who in “Question the reporter”, when and where by “Correct when and where last seen”.', { what: unasked.join(say('、', ', ')) })}</p>}
      <VoiceNotes {...part} />
      <FamilyPhoto {...part} title={textOf(search.instance.handIn?.title)} />
      <CallOut {...part} />
    </div>
  );
}
