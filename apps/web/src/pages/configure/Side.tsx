import { Card, Chip, useWords } from '@stationhouse/plugin-web';
import type { DefinitionProblem } from '@stationhouse/workflow';
import { useState } from 'react';
import { cardOfPlace } from './compose.js';
import { useDesign } from './context.js';
import { useProblemWords } from './words.js';

/** What the draft changes against what holds now: in words, then as text. */
export function ChangesCard({ text }: { text: string }) {
  const { say, textOf } = useWords();
  const { composition: { changes, flow, overlay }, select, mayEdit } = useDesign();
  const [asText, setAsText] = useState(false);
  return (
    <Card title={say('改动', 'Changes')} id="changes" extra={<Chip tone={changes.length > 0 ? 'warn' : 'plain'}>{changes.length}</Chip>}>
      {changes.length === 0 ? <p className="sh-sub">{mayEdit ? say('与现行配置相同。选一步开始修改。', 'The same as what holds now. Open a step to change it.') : say('与现行配置相同。', 'The same as what holds now.')}</p> : (
        <ul className="cf-changes">
          {changes.map((change) => {
            const card = cardOfPlace(flow, overlay, change.place);
            return <li key={change.place}>{card === undefined ? textOf(change.text) : <button type="button" className="cf-link" onClick={() => select(card.path)}>{textOf(change.text)}</button>}</li>;
          })}
        </ul>
      )}
      {changes.length > 0 && <details className="cf-below" onToggle={(event) => setAsText(event.currentTarget.open)}><summary>{say('查看配置文本', 'See the text of it')}</summary>{asText && <pre className="cf-text" tabIndex={0} aria-label={say('配置文本', 'The text of it')}>{text}</pre>}</details>}
    </Card>
  );
}

/** What is wrong, each with the way to where it is. */
export function ProblemsCard({ problems, checking }: { problems: readonly DefinitionProblem[]; checking: boolean }) {
  const { say, textOf } = useWords();
  const { composition: { flow, overlay }, select } = useDesign();
  const problemWords = useProblemWords();
  return (
    <Card title={say('检查', 'Checks')} id="problems" extra={checking ? <span className="sh-sub sh-small" role="status">{say('检查中', 'checking')}</span> : undefined}>
      {problems.length === 0 ? <Chip tone="ok">{say('✓ 结构、岗位、条件均可执行', '✓ Structure, roles and conditions can run')}</Chip> : (
        <div role="alert">
          <ul className="cf-problems">
            {problems.map((problem, index) => {
              const card = cardOfPlace(flow, overlay, problem.path);
              return (
                <li key={`${problem.code}-${index}`} data-code={problem.code}>
                  <span><span aria-hidden="true">! </span>{problemWords(problem)}</span>
                  {card !== undefined && <button type="button" className="cf-link" onClick={() => select(card.path)}>{say('去“{title}”', 'Go to “{title}”', { title: textOf(card.title) })}</button>}
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </Card>
  );
}
