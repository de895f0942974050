import { useWords } from '@stationhouse/plugin-web';
import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { ConflictChoice } from '../../gql/configure.js';
import { valueInWords } from './words.js';
import type { DraftConflict, SavedDraft } from './useDraft.js';

/** What somebody else had changed, and is in now. */
export function MergedNote({ saved }: { saved: SavedDraft }) {
  const { say, textOf } = useWords();
  if (saved.merged.length === 0) return null;
  return (
    <div className="cf-merged" role="status">
      <b>{say('他人刚才也改了这份草稿，已合并：', 'Somebody else has changed this draft; it is merged: ')}</b>
      <span>{saved.merged.map((change) => textOf(change)).join(say('；', '; '))}</span>
      <Button size="small" onClick={saved.forgetMerged}>{say('知道了', 'All right')}</Button>
    </div>
  );
}

/** Places that two people changed differently: one decides which holds. */
export function ConflictsDialog({ saved: { conflicts, decide, state } }: { saved: SavedDraft }) {
  const { say } = useWords();
  const [choices, setChoices] = useState<Readonly<Record<string, ConflictChoice>>>({});
  if (conflicts.length === 0) return null;
  const open = conflicts.filter(({ place }) => choices[place] === undefined).length;
  return (
    <Modal
      open closable={false} title={say('{count} 处与他人的修改不一致，请逐项选择', '{count, plural, one {# place} other {# places}} were changed by somebody else as well: choose', { count: conflicts.length })}
      footer={<Button type="primary" disabled={open > 0} loading={state === 'saving'} onClick={() => decide(conflicts.map(({ place }) => ({ place, choice: choices[place] ?? 'MINE' })))}>{open > 0 ? say('还有 {open} 处未选', '{open} left', { open }) : say('按所选合并', 'Merge as chosen')}</Button>}
    >
      <div className="sh-stack">{conflicts.map((conflict) => <Decide key={conflict.place} conflict={conflict} choice={choices[conflict.place]} onChoose={(choice) => setChoices((now) => ({ ...now, [conflict.place]: choice }))} />)}</div>
    </Modal>
  );
}

function Decide({ conflict, choice, onChoose }: { conflict: DraftConflict; choice: ConflictChoice | undefined; onChoose: (choice: ConflictChoice) => void }) {
  const words = useWords();
  const { say, textOf } = words;
  const shown = (value: unknown) => valueInWords(value, words);
  const options = [
    { value: 'MINE' as const, label: say('用我的：{value}', 'Mine: {value}', { value: shown(conflict.mine) }) },
    { value: 'THEIRS' as const, label: say('用他人的：{value}', 'Theirs: {value}', { value: shown(conflict.theirs) }) },
    { value: 'BASE' as const, label: say('都不用，恢复原来的：{value}', 'Neither, as it was: {value}', { value: shown(conflict.base) }) },
  ];
  return (
    <fieldset className="cf-decide">
      <legend>{textOf(conflict.text)}</legend>
      <Radio.Group vertical value={choice} options={options} onChange={(event) => onChoose(event.target.value as ConflictChoice)} />
    </fieldset>
  );
}
