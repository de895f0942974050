import { useWords, type Words } from '@stationhouse/plugin-web';
import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { ConflictChoice } from '../../gql/configure.js';
import { useDesign } from './context.js';
import { compareOverlays } from './diff/compare.js';
import { ChangeReview } from './diff/ChangeReview.js';
import type { Colleague } from './useColleagues.js';
import type { DraftConflict, SavedDraft } from './useDraft.js';
import { settingWords } from './words.js';

/** Who else has this draft open: nobody is locked out, and what both do is merged. */
export function ColleaguesNote({ colleagues }: { colleagues: readonly Colleague[] }) {
  const { say, moment } = useWords();
  if (colleagues.length === 0) return null;
  const names = colleagues.map(({ name, since }) => say('{name}（{since} 起）', '{name} (since {since})', { name, since: moment(since) })).join(say('、', ', '));
  return <div className="cf-merged cf-colleagues" role="status"><span><b>{names}</b> {say('也打开了这份草稿。各自的改动会自动合并，同一处都改了会请后保存的人选择。', 'also has this draft open. What each of you changes is merged; where both change the same, whoever saves later is asked.')}</span></div>;
}

/** What somebody else had changed, and is in now: in words, and where it stands on the workflow. */
export function MergedNote({ saved: { merged, forgetMerged } }: { saved: SavedDraft }) {
  const { say, textOf } = useWords();
  const { ground } = useDesign();
  if (merged === undefined) return null;
  const { changes } = compareOverlays(ground, merged.before, merged.after);
  if (changes.length === 0) return null;
  return (
    <div className="cf-merged" role="status">
      <b>{merged.by === undefined ? say('他人刚才也改了这份草稿，已合并：', 'Somebody else has changed this draft; it is merged: ') : say('{by}刚才也改了这份草稿，已合并：', '{by} has changed this draft; it is merged: ', { by: merged.by })}</b>
      <span>{changes.map((change) => textOf(change.text)).join(say('；', '; '))}</span>
      <Button size="small" onClick={forgetMerged}>{say('知道了', 'All right')}</Button>
      <div className="cf-merged-more"><ChangeReview before={merged.before} after={merged.after} words={false} open={false} /></div>
    </div>
  );
}

/** The draft was published or discarded by somebody else: what one has typed is not lost by it. */
export function EndedDialog({ saved: { ended, carryOn, unsaved }, onRestart }: { saved: SavedDraft; onRestart: () => void }) {
  const { say } = useWords();
  const [busy, setBusy] = useState(false);
  if (!ended) return null;
  const go = async () => {
    setBusy(true);
    if (await carryOn()) onRestart();
    setBusy(false);
  };
  return (
    <Modal
      open closable={false} title={say('这份草稿已由他人发布或放弃', 'Somebody else has published or discarded this draft')}
      footer={<>{unsaved && <Button loading={busy} onClick={() => void go()}>{say('保留我的改动，继续修改', 'Keep my changes and go on')}</Button>}<Button type="primary" disabled={busy} onClick={onRestart}>{say('读取最新内容', 'Read what holds now')}</Button></>}
    >
      <p>{unsaved ? say('您刚才的改动还没有保存。可以把它带到最新的配置上继续修改，或放下它读取最新内容。谁在何时发布、为什么，见“版本”。', 'What you changed last is not saved yet. Carry it over to what holds now and go on, or leave it and read what holds now. Who published when and why stands under “Versions”.') : say('您的改动都已保存在其中。谁在何时发布、为什么，见“版本”。', 'Everything you changed was in it. Who published when and why stands under “Versions”.')}</p>
    </Modal>
  );
}

const NO_CHOICES: Readonly<Record<string, ConflictChoice>> = {};

/** Places that two people changed differently: whoever saves later decides which holds. Nothing is saved until then, and nothing is lost. */
export function ConflictsDialog({ saved: { conflicts, decide, state }, colleagues }: { saved: SavedDraft; colleagues: readonly Colleague[] }) {
  const { say } = useWords();
  const [choices, setChoices] = useState(NO_CHOICES);
  const [away, setAway] = useState<readonly DraftConflict[]>();
  if (conflicts.length === 0) return null;
  const open = conflicts.filter(({ place }) => choices[place] === undefined).length;
  const other = colleagues.length === 1 ? (colleagues[0]?.name ?? '') : say('他人', 'the other');
  const all = (choice: ConflictChoice) => setChoices(Object.fromEntries(conflicts.map(({ place }) => [place, choice])));
  const count = conflicts.length;
  if (away === conflicts) {
    return <div className="cf-merged cf-unsaved" role="alert"><b>{say('{count} 处与他人的修改不一致，选定之前不会保存。', '{count, plural, one {# place} other {# places}} differ from somebody else’s changes; nothing is saved until you choose.', { count })}</b><Button size="small" type="primary" onClick={() => setAway(undefined)}>{say('去选择', 'Choose')}</Button></div>;
  }
  return (
    <Modal
      open width={640} onCancel={() => setAway(conflicts)} mask={{ closable: false }} title={say('{count} 处两个人都改了，请选用哪一个', '{count, plural, one {# place was} other {# places were}} changed by two people: choose which holds', { count })}
      footer={<><Button onClick={() => setAway(conflicts)}>{say('先看看再定', 'Look first')}</Button><Button type="primary" disabled={open > 0} loading={state === 'saving'} onClick={() => decide(conflicts.map(({ place }) => ({ place, choice: choices[place] ?? 'MINE' })))}>{open > 0 ? say('还有 {open} 处未选', '{open} left', { open }) : say('按所选合并并保存', 'Merge as chosen and save')}</Button></>}
    >
      <div className="sh-stack">
        <p className="sh-sub">{say('其余改动已经合并。这几处选定后一并保存，改动记录里会留下您的选择。', 'Everything else is merged. These are saved once you have chosen.')}</p>
        {count > 1 && <div className="sh-row"><Button size="small" onClick={() => all('MINE')}>{say('全部用我的', 'All mine')}</Button><Button size="small" onClick={() => all('THEIRS')}>{say('全部用{other}的', 'All of {other}', { other })}</Button></div>}
        {conflicts.map((conflict) => <Decide key={conflict.place} conflict={conflict} other={other} choice={choices[conflict.place]} onChoose={(choice) => setChoices((now) => ({ ...now, [conflict.place]: choice }))} />)}
      </div>
    </Modal>
  );
}

function Decide({ conflict, other, choice, onChoose }: { conflict: DraftConflict; other: string; choice: ConflictChoice | undefined; onChoose: (choice: ConflictChoice) => void }) {
  const words = useWords();
  const { say, textOf } = words;
  const title = titleOf(textOf(conflict.text));
  const options = [
    { value: 'MINE' as const, said: say('用我的', 'Mine'), shown: useShown(conflict, conflict.mine, words) },
    { value: 'THEIRS' as const, said: say('用{other}的', 'Of {other}', { other }), shown: useShown(conflict, conflict.theirs, words) },
    { value: 'BASE' as const, said: say('都不用，恢复原来的', 'Neither: as it was'), shown: useShown(conflict, conflict.base, words) },
  ];
  return (
    <fieldset className="cf-decide">
      <legend>{title}</legend>
      <Radio.Group value={choice} onChange={(event) => onChoose(event.target.value as ConflictChoice)}>
        {options.map((one) => <Radio key={one.value} value={one.value}><span className="cf-decide-said">{one.said}</span> <b>{one.shown}</b></Radio>)}
      </Radio.Group>
    </fieldset>
  );
}

/** Of `办理时限：原为 40 天，…` what it is about. */
function titleOf(said: string): string {
  return /^(.*?)(?:：原|: (?:it )?was|：|: )/.exec(said)?.[1] ?? said;
}

function useShown({ place }: DraftConflict, value: unknown, words: Words): string {
  const { composition: { definition }, roles } = useDesign();
  return settingWords(definition, place, value, words, roles);
}
