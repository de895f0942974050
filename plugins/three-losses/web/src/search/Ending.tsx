import { Card, KeyValues, useWords } from '@stationhouse/plugin-web';
import type { Search } from './SearchPage.js';

/** How a search ended or where it rests: found and handed over, put by until a date, a case. Nothing while it runs. */
export function Ending({ search }: { search: Search }) {
  const { say, textOf, moment, date } = useWords();
  const { instance } = search;
  const resting = instance.states.some(({ path, status }) => path === 'suspended' && status === 'current');
  if (search.foundOn === null && !instance.closed && !resting) return null;
  return (
    <Card title={textOf(instance.stateTitle)} id="ending">
      <KeyValues
        entries={[
          [say('找到时间', 'Found at'), search.foundOn && moment(search.foundOn)],
          [say('找到地点', 'Found where'), search.foundPlace],
          [say('怎样找到', 'Found by'), textOf(search.foundByTitle)],
          [say('状况', 'Condition'), textOf(search.conditionTitle)],
          [say('监护核验', 'Guardian checked'), search.guardianCheckedOn && [moment(search.guardianCheckedOn), search.guardian?.name, textOf(search.guardian?.proofTitle)].filter(Boolean).join(' · ')],
          [say('本人意见', 'What they want'), textOf(search.mayTellTitle)],
          [say('启事', 'Poster'), search.posterOffOn && say('{at} 已撤下', 'withdrawn {at}', { at: moment(search.posterOffOn) })],
          [say('复核日期', 'Looked at again'), resting && search.reviewOn ? say('{date}，有新线索立即恢复查找', '{date}; a new clue resumes the search at once', { date: search.reviewOn }) : undefined],
          [say('受案登记号', 'Case'), search.caseNumber],
          [say('首次反馈', 'Reporter first told'), date(search.toldOn) && moment(search.toldOn)],
        ]}
      />
    </Card>
  );
}
