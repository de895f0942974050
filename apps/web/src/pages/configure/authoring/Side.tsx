import { Card, Chip, useWords } from '@stationhouse/plugin-web';
import type { Change, DefinitionProblem, Flow } from '@stationhouse/workflow';
import { cardAt } from './work.js';

interface JumpProps {
  readonly flow: Flow | undefined;
  readonly onCard: (path: string) => void;
}

/** What is wrong with the text, each with the way to its card and its line. */
export function TextProblemsCard({ problems, checking, flow, onCard, onLine }: JumpProps & { problems: readonly DefinitionProblem[]; checking: boolean; onLine: (line: number) => void }) {
  const { say, textOf } = useWords();
  return (
    <Card title={say('检查', 'Checks')} id="problems" extra={checking ? <span className="sh-sub sh-small" role="status">{say('检查中', 'checking')}</span> : problems.length > 0 ? <Chip tone="bad">{problems.length}</Chip> : undefined}>
      {problems.length === 0 ? (checking ? null : <Chip tone="ok">{say('✓ 结构、岗位、条件均可执行', '✓ Structure, roles and conditions can run')}</Chip>) : (
        <ul className="cf-problems" role="alert">
          {problems.slice(0, 50).map((problem, index) => {
            const card = flow === undefined ? undefined : cardAt(flow, problem.path);
            const title = textOf(flow?.cards.find(({ path }) => path === card)?.title);
            return (
              <li key={`${problem.code}-${index}`} data-code={problem.code}>
                <span><span aria-hidden="true">! </span>{textOf(problem.text)}</span>
                {card !== undefined && <button type="button" className="cf-link" onClick={() => onCard(card)}>{say('去“{title}”', 'Go to “{title}”', { title })}</button>}
                {problem.line !== undefined && <button type="button" className="cf-link" onClick={() => onLine(problem.line ?? 1)}>{say('第 {line} 行', 'Line {line}', { line: problem.line })}</button>}
              </li>
            );
          })}
          {problems.length > 50 && <li>{say('另有 {count} 处', 'and {count} more', { count: problems.length - 50 })}</li>}
        </ul>
      )}
    </Card>
  );
}

/** What the draft changes against the edition in force, in words. */
export function ChangedCard({ changes, flow, onCard }: JumpProps & { changes: readonly Change[] }) {
  const { say, textOf } = useWords();
  return (
    <Card title={say('改动', 'Changes')} id="changes" extra={<Chip tone={changes.length > 0 ? 'warn' : 'plain'}>{changes.length}</Chip>}>
      {changes.length === 0 ? <p className="sh-sub">{say('与在用的版本相同。', 'The same as the edition in force.')}</p> : (
        <ul className="cf-changes">
          {changes.map((change) => {
            const card = flow === undefined ? undefined : cardAt(flow, change.place);
            return <li key={change.place}>{card === undefined ? textOf(change.text) : <button type="button" className="cf-link" onClick={() => onCard(card)}>{textOf(change.text)}</button>}</li>;
          })}
        </ul>
      )}
    </Card>
  );
}
