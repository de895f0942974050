import { Card, Chip, DataTable, useWords } from '@stationhouse/plugin-web';
import type { ExplainRecordQuery } from '../../gql/rights.js';
import { useDataClassWords } from '../members/RoleList.js';
import { useSourceWords } from './source.js';

type Answer = ExplainRecordQuery['explainRecord'];
type Field = Answer['fields'][number];

/** What somebody sees of one record, field by field, and through what. */
export function RecordSights({ answer }: { answer: Answer }) {
  const { say, textOf, moment } = useWords();
  const classes = useDataClassWords();
  const words = useSourceWords();
  const source = ({ until, ...held }: Parameters<typeof words>[0] & { readonly until: string | null }) => {
    const name = words(held);
    return until ? say('{name}（至 {until}）', '{name} (until {until})', { name, until: moment(until) }) : name;
  };
  const opens = answer.opens.filter(({ taken }) => !taken).map(source);
  const taken = answer.opens.filter((held) => held.taken).map(source);
  const reads = answer.readings.map((reading) => `${source(reading)} ${reading.level}${reading.taken ? say('（已收紧）', ' (tightened)') : ''}`);
  const list = (words: readonly string[]) => words.join(say('；', '; '));
  return (
    <Card title={`${answer.account.displayName} · ${answer.number}`} extra={answer.mayOpen ? <Chip tone="ok">{say('可以打开', 'May open it')}</Chip> : <Chip tone="warn">{say('不能打开', 'May not open it')}</Chip>}>
      <div className="sh-stack">
        <dl className="sh-kv">
          <div><dt>{say('凭什么打开', 'Opened through')}</dt><dd>{opens.length > 0 ? list(opens) : taken.length > 0 ? say('{what}，但权限已被收回', '{what}, but the permission was taken', { what: list(taken) }) : say('没有任何角色或授权', 'no role and no grant')}</dd></div>
          <div><dt>{say('个人信息', 'Personal data')}</dt><dd><Chip>{answer.level}</Chip> {classes[answer.level] ?? ''}{answer.mayOpen && reads.length > 0 && <div className="sh-small sh-sub">{list(reads)}</div>}</dd></div>
        </dl>
        <DataTable
          dense label={say('逐项可见情况', 'Field by field')} rows={answer.fields} rowKey={({ path }) => path}
          columns={[
            { key: 'field', title: say('内容', 'Field'), main: true, render: ({ title, dataClass }) => <>{textOf(title)}{dataClass !== 'P0' && <> <Chip>{dataClass}</Chip></>}</> },
            { key: 'plain', title: say('未填用途', 'Without a purpose'), render: ({ plain, plainSample }) => <Shown shown={plain} sample={plain === 'MASKED' ? plainSample : null} /> },
            { key: 'purpose', title: say('填写用途后', 'With a purpose'), render: ({ plain, withPurpose, withPurposeSample }) => <Shown shown={withPurpose} sample={plain === 'MASKED' ? withPurposeSample : null} /> },
          ]}
        />
        <p className="sh-small sh-sub">{say('样例均为虚构，未读取记录内容；本次查询已留痕。', 'Samples are made up; nothing of the record was read. This question was recorded.')}</p>
      </div>
    </Card>
  );
}

function Shown({ shown, sample }: { shown: Field['plain']; sample: string | null }) {
  const { say } = useWords();
  if (shown === 'HIDDEN') return <span className="sh-sub">{say('不可见', 'hidden')}</span>;
  const words = shown === 'FULL' ? say('完整', 'in full') : say('脱敏', 'masked');
  return <>{words}{sample && <span className="sh-sub sh-small">{say('，如 {sample}', ', like {sample}', { sample })}</span>}</>;
}
