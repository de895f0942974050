import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { Checkbox, Select } from 'antd';
import { RolesDocument } from '../../gql/members.js';
import { useMe } from '../../session/me.js';
import type { Affected, Outcome, Plan } from './plan.js';
import type { usePreview } from './usePreview.js';

/** What would happen, in words and counts; what runs, and who works there, each to be decided here. */
export function PreviewStep({ plan, preview, onChange }: { plan: Plan; preview: ReturnType<typeof usePreview>; onChange: (change: Partial<Plan>) => void }) {
  const { say, textOf } = useWords();
  const { outcome, error, loading } = preview;
  if (error !== undefined && outcome === undefined) return <ErrorState error={error} onRetry={preview.retry} />;
  if (outcome === undefined) return <Loading rows={8} />;
  return (
    <>
      {error !== undefined && <ErrorState compact error={error} onRetry={preview.retry} />}
      {outcome.problems.length > 0 && <div role="alert" className="st-problems"><b>{say('还不能安排', 'It cannot be planned yet')}</b>{outcome.problems.map(({ column, text }) => <div key={`${column} ${textOf(text)}`}>{textOf(text)}</div>)}</div>}
      <Card title={say('会发生什么', 'What would happen')} extra={loading && <span className="sh-sub sh-small" role="status">{say('正在重新计算', 'being worked out again')}</span>}>
        <ul className="st-says" aria-busy={loading} aria-live="polite">{outcome.says.map((one) => <li key={textOf(one)}>{textOf(one)}</li>)}</ul>
      </Card>
      {plan.kind !== 'SPLIT' && outcome.running.length > 0 && <Running plan={plan} outcome={outcome} onChange={onChange} />}
      {plan.kind !== 'CLOSE' && outcome.people.length > 0 && <People plan={plan} outcome={outcome} onChange={onChange} />}
    </>
  );
}

interface Part { readonly plan: Plan; readonly outcome: Outcome; readonly onChange: (change: Partial<Plan>) => void }

function Running({ plan, outcome, onChange }: Part) {
  const { say, textOf, number, moment } = useWords();
  const ends = (workflow: string, on: boolean) => onChange({ ends: on ? [...plan.ends, workflow] : plan.ends.filter((one) => one !== workflow) });
  return (
    <Card title={say('在办事项', 'What runs')}>
      <DataTable
        dense label={say('在办事项及去向', 'What runs, and what becomes of it')} rows={outcome.running} rowKey={({ workflow }) => workflow}
        columns={[
          { key: 'title', title: say('工作流', 'Workflow'), main: true, render: ({ title }) => textOf(title) },
          { key: 'running', title: say('在办', 'Running'), align: 'right', render: ({ running }) => number(running) },
          { key: 'tasks', title: say('待办任务', 'Open tasks'), wideOnly: true, render: ({ tasks }) => (tasks.length === 0 ? '—' : tasks.map(({ roleTitle, count }) => `${textOf(roleTitle)} ${count}`).join(say('、', ', '))) },
          { key: 'clocks', title: say('时限', 'Clocks'), render: ({ clocks, overdueClocks, nextDue }) => <span>{number(clocks)}{overdueClocks > 0 && <span className="sh-bad-ink"> {say('超期 {count, number}', '{count, number} overdue', { count: overdueClocks })}</span>}{nextDue && <span className="sh-sub sh-small"> {say('最近 {when}', 'next {when}', { when: moment(nextDue) })}</span>}</span> },
          { key: 'ends', title: say('去向', 'What becomes of it'), render: ({ workflow, title }) => <Checkbox aria-label={say('撤销：{title}', 'Call off: {title}', { title: textOf(title) })} checked={plan.ends.includes(workflow)} onChange={(event) => ends(workflow, event.target.checked)}>{plan.ends.includes(workflow) ? say('撤销', 'Called off') : plan.kind === 'MERGE' ? say('继续办理（勾选则撤销）', 'Goes on (tick to call off)') : say('勾选确认撤销', 'Tick to call off')}</Checkbox> },
        ]}
      />
    </Card>
  );
}

function People({ plan, outcome, onChange }: Part) {
  const { say, textOf, number } = useWords();
  const me = useMe();
  const roles = useQuery(RolesDocument).data?.roles ?? [];
  const titles = new Map(roles.map(({ id, title }) => [id, textOf(title)]));
  const inside = roles.filter(({ scope, external }) => scope !== 'BUREAU' && !external);
  const goes = (accountId: string) => plan.people?.[accountId] ?? [];
  const fate = ({ accountId, elsewhere, tasks }: Affected) => {
    if (goes(accountId).length > 0) return null;
    if (plan.kind === 'SPLIT') return null;
    return <span className="sh-small">{elsewhere ? <Chip>{say('另有岗位', 'Works elsewhere too')}</Chip> : <Chip tone="warn">{say('此后没有岗位', 'No role afterwards')}</Chip>}{tasks > 0 && <span className="sh-sub"> {say('退回任务 {count, number} 件', 'gives {count, number} tasks back', { count: tasks })}</span>}</span>;
  };
  return (
    <Card title={plan.kind === 'MERGE' ? say('人员去向', 'Where people go') : say('哪些人到新所', 'Who goes to the new station')}>
      <p className="sh-sub">{plan.kind === 'MERGE' ? say('默认随所转入、岗位不变；所长由分局决定去向。不选岗位的人，本所职务到期免去。', 'By default people go along in their roles; the bureau decides about chiefs. Whoever gets no role loses the one here.') : say('选了岗位的人到新所任职，本所职务同时免去；其他人不变。', 'Whoever gets a role goes to the new station and loses those here; the others stay.')}</p>
      <DataTable
        dense label={say('人员及去向', 'People and where they go')} rows={outcome.people} rowKey={({ accountId }) => accountId}
        columns={[
          { key: 'name', title: say('姓名', 'Name'), main: true, render: ({ displayName }) => displayName },
          { key: 'roles', title: say('本所岗位', 'Role here'), render: (person) => person.roles.map((role) => titles.get(role) ?? role).join(say('、', ', ')) },
          { key: 'tasks', title: say('已领任务', 'Tasks taken'), align: 'right', wideOnly: true, render: ({ tasks }) => number(tasks) },
          {
            key: 'goes', title: say('去向', 'Goes as'), width: '46%',
            render: (person) => person.accountId === me.account.id ? <span className="sh-sub">{say('不能调动自己，请由其他管理员办理', 'You cannot move yourself')}</span> : (
              <div className="st-goes">
                <Select
                  mode="multiple" aria-label={say('{name} 的新岗位', 'New roles of {name}', { name: person.displayName })} value={[...goes(person.accountId)]} placeholder={plan.kind === 'SPLIT' ? say('留在本所', 'Stays here') : say('不随所转移', 'Does not go along')} style={{ width: '100%' }} optionFilterProp="label"
                  onChange={(next: string[]) => onChange({ people: { ...plan.people, [person.accountId]: next } })} options={inside.map(({ id, title }) => ({ value: id, label: textOf(title) }))}
                />
                {fate(person)}
              </div>
            ),
          },
        ]}
      />
    </Card>
  );
}
