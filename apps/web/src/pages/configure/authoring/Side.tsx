import { Card, Chip, useWords } from '@stationhouse/plugin-web';
import type { Change, DefinitionProblem, Flow } from '@stationhouse/workflow';
import { memo } from 'react';
import { cardAt, sectionOf, type Section } from './work.js';

interface JumpProps {
  readonly flow: Flow | undefined;
  readonly onCard: (path: string) => void;
}

/** What the sections of a workflow are called in its designer. */
export function useSectionTitle(): (section: Section) => string {
  const { say } = useWords();
  const whole = say('名称与编号', 'Name and numbers');
  const titles: Readonly<Record<Section, string>> = {
    title: whole, description: whole, number: whole, label: whole, startForm: whole, starts: whole, starters: whole,
    parameters: say('参数（上级和各所可以调整）', 'Parameters (what a bureau and stations may turn)'), forms: say('表单', 'Forms'), data: say('事项的字段', 'Fields of the instance'), 'personal-data': say('个人信息', 'Personal data'),
    events: say('可登记的事件', 'Events that may be reported'), actions: say('通知和关联流程', 'Notices and linked workflows'), refusals: say('拒绝办理的说明', 'Texts of refusals'), clocks: say('独立时限（跨步骤）', 'Clocks apart from steps'),
    fragments: say('片段', 'Fragments'), 'extension-points': say('各所可以加步骤的位置', 'Where stations may add steps'),
  };
  return (section) => titles[section];
}

interface ProblemsProps {
  readonly problems: readonly DefinitionProblem[];
  readonly checking: boolean;
  readonly flow: Flow | undefined;
  /** Opens the form that holds a place; absent while the text does not read. */
  readonly onForm: ((path: string) => void) | undefined;
  readonly onLine: (line: number) => void;
}

/** What is wrong with the text, each with the way to the form that holds it and to its line. */
export const TextProblemsCard = memo(function TextProblemsCard({ problems, checking, flow, onForm, onLine }: ProblemsProps) {
  const { say, textOf } = useWords();
  const titleOf = useSectionTitle();
  return (
    <Card title={say('检查', 'Checks')} id="problems" extra={checking ? <span className="sh-sub sh-small" role="status">{say('检查中', 'checking')}</span> : problems.length > 0 ? <Chip tone="bad">{problems.length}</Chip> : undefined}>
      {problems.length === 0 ? (checking ? null : <Chip tone="ok">{say('✓ 结构、岗位、条件均可执行', '✓ Structure, roles and conditions can run')}</Chip>) : (
        <ul className="cf-problems" role="alert">
          {problems.slice(0, 50).map((problem, index) => {
            const card = flow === undefined ? undefined : cardAt(flow, problem.path);
            const section = sectionOf(problem.path);
            const title = section === undefined ? textOf(flow?.cards.find(({ path }) => path === card)?.title) : titleOf(section);
            return (
              <li key={`${problem.code}-${index}`} data-code={problem.code}>
                <span><span aria-hidden="true">! </span>{textOf(problem.text)}</span>
                {title !== '' && onForm !== undefined && <button type="button" className="cf-link" onClick={() => onForm(problem.path)}>{say('去“{title}”', 'Go to “{title}”', { title })}</button>}
                {problem.line !== undefined && <button type="button" className="cf-link" onClick={() => onLine(problem.line ?? 1)}>{say('第 {line} 行', 'Line {line}', { line: problem.line })}</button>}
              </li>
            );
          })}
          {problems.length > 50 && <li>{say('另有 {count} 处', 'and {count} more', { count: problems.length - 50 })}</li>}
        </ul>
      )}
    </Card>
  );
});

/** What the draft changes against the edition in force, in words. */
export const ChangedCard = memo(function ChangedCard({ changes, flow, onCard }: JumpProps & { changes: readonly Change[] }) {
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
});
