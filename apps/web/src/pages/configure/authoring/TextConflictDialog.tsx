import { useWords } from '@stationhouse/plugin-web';
import { Button, Modal } from 'antd';
import { TextDiff } from '../diff/TextDiff.js';
import type { SavedText } from './useTextDraft.js';

/** Two people changed the same lines: one text goes on. */
export function TextConflictDialog({ saved: { conflict, settle }, mine }: { saved: SavedText; mine: string }) {
  const { say } = useWords();
  if (conflict === undefined) return null;
  return (
    <Modal
      open closable={false} width="min(1000px, 96vw)" title={say('他人刚才改了相同的几行', 'Somebody else has just changed the same lines')}
      footer={<><Button onClick={() => settle(conflict.theirs)}>{say('用他人的文本', 'Take their text')}</Button><Button type="primary" onClick={() => settle(mine)}>{say('用我的文本', 'Keep mine')}</Button></>}
    >
      <p className="sh-sub">{say('下面是两份文本的不同：“－”为他人的，“＋”为您的。需要另一份中的内容，请先摘录再选定。', 'Where the two differ: “−” is theirs, “+” is yours. Copy what you want of the other before you choose.')}</p>
      <TextDiff before={conflict.theirs} after={mine} />
    </Modal>
  );
}
