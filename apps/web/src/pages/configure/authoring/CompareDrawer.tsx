import { useWords } from '@stationhouse/plugin-web';
import type { Change, Flow } from '@stationhouse/workflow';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { SideDrawer } from '../../../shell/SideDrawer.js';
import { CardFace } from '../FlowColumn.js';
import { FlowDrawing } from '../FlowDrawing.js';
import { Measured } from '../page.js';
import { TextDiff } from '../diff/TextDiff.js';
import { cardAt, useWork } from './work.js';

interface CompareProps {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly Change[];
  readonly flow: Flow;
  readonly onClose: () => void;
}

type View = 'words' | 'drawing' | 'text';

/** The draft against the edition in force: in words, in the drawing, as text. */
export default function CompareDrawer({ before, after, changes, flow, onClose }: CompareProps) {
  const { say, textOf } = useWords();
  const { definition, roles } = useWork();
  const [view, setView] = useState<View>('words');
  const changed = useMemo(() => new Set(changes.flatMap(({ place }) => cardAt(flow, place) ?? [])), [changes, flow]);
  const cards = useMemo(() => flow.cards.map((card) => ({ ...card, points: [] })), [flow]);
  return (
    <SideDrawer open size="min(100%, 900px)" title={say('与在用的版本比较', 'Against the edition in force')} onClose={onClose}>
      <div className="sh-stack">
        <Segmented<View> aria-label={say('怎样比较', 'How to compare')} value={view} options={[{ value: 'words', label: say('文字说明', 'In words') }, { value: 'drawing', label: say('流程图', 'In the drawing') }, { value: 'text', label: say('文本', 'As text') }]} onChange={setView} />
        {view === 'words' && (changes.length === 0 ? <p className="sh-sub">{say('流程相同，只有文本的写法或批注不同。', 'The workflow is the same; only its spelling or its comments differ.')}</p> : <ul className="cf-changes">{changes.map((change) => <li key={change.place}>{textOf(change.text)}</li>)}</ul>)}
        {view === 'drawing' && <Measured>{(width) => <FlowDrawing cards={cards} width={Math.min(width, 480)} selected={undefined} classOf={(path) => (changed.has(path) ? 'cf-changed' : '')} card={(card) => <CardFace card={card} definition={definition} roles={roles} pressed={false} onOpen={() => undefined} />} point={() => null} />}</Measured>}
        {view === 'text' && <TextDiff before={before} after={after} />}
      </div>
    </SideDrawer>
  );
}
