import { Chip, useWords } from '@stationhouse/plugin-web';
import type { StudyRecordsQuery, StudyRowFragment, ReleaseRowFragment } from '../../gql/studies.js';

export type StudyRecordRow = StudyRecordsQuery['studyRecords']['edges'][number]['node'];
type Value = StudyRecordRow['fields'][number]['value'];

export function StudyChip({ state }: { state: StudyRowFragment['state'] }) {
  const { say } = useWords();
  const words: Record<StudyRowFragment['state'], string> = { WAITING: say('待审批', 'Waiting'), ACTIVE: say('进行中', 'Open'), ENDED: say('已结束', 'Over'), REFUSED: say('未同意', 'Refused') };
  return <Chip tone={state === 'ACTIVE' ? 'ok' : state === 'WAITING' ? 'info' : 'plain'}>{words[state]}</Chip>;
}

export function ReleaseChip({ state }: { state: ReleaseRowFragment['state'] }) {
  const { say } = useWords();
  const words: Record<ReleaseRowFragment['state'], string> = { PREVIEWED: say('预览', 'Preview'), WAITING: say('待审批', 'Waiting'), READY: say('可下载', 'Ready'), REFUSED: say('未同意', 'Refused'), EXPIRED: say('已过期', 'Expired') };
  return <Chip tone={state === 'READY' ? 'ok' : state === 'WAITING' ? 'info' : 'plain'}>{words[state]}</Chip>;
}

/** The value of a field in words; a dash where it has none, or it is gone. */
export function useValueInWords(): (value: Value) => string {
  const { textOf, moment, say } = useWords();
  return (value) => {
    if (!value) return '–';
    switch (value.__typename) {
      case 'TextValue': return value.text;
      case 'NumberValue': return String(value.number);
      case 'BooleanValue': return value.boolean ? say('是', 'yes') : say('否', 'no');
      case 'DateValue': return value.date;
      case 'DateTimeValue': return moment(value.at);
      case 'ChoiceValue': return textOf(value.title);
      case 'ChoicesValue': return value.choices.map(({ title }) => textOf(title)).join(say('、', ', '));
      case 'JsonValue': return '…';
    }
  };
}
