import { useMutation } from '@apollo/client/react';
import { DataTable, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input } from 'antd';
import { useId, useState } from 'react';
import { RecordPluginAssessmentDocument, type PluginAboutPartsFragment } from '../../gql/plugins.js';
import { endOfDate, useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { spanInWords } from './words.js';

interface Props {
  readonly about: PluginAboutPartsFragment;
  /** How long it may hold; ISO 8601. */
  readonly atMost: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Records the impact assessment that the law asks for: of one station or, in the bureau, for all of them. */
export default function AssessmentDrawer({ about, atMost, onClose, onDone }: Props) {
  const { say, textOf, locale } = useWords();
  const { bureauId, stationId, timeZone } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [record] = useMutation(RecordPluginAssessmentDocument);
  const [given, setGiven] = useState({ document: '', assessor: '', summary: '', measures: '', until: '' });
  const [confirmed, setConfirmed] = useState<readonly string[]>([]);
  const purposes = [...new Map(about.personalData.map(({ purpose, purposeTitle }) => [purpose, purposeTitle]))];
  const set = (name: keyof typeof given) => (value: string) => { command.reset(); setGiven({ ...given, [name]: value }); };
  const ready = [given.document, given.assessor, given.summary, given.measures].every((value) => value.trim() !== '') && purposes.every(([purpose]) => confirmed.includes(purpose));
  const submit = async () => {
    const { until, ...words } = given;
    const validUntil = endOfDate(until, timeZone);
    const assessment = { ...words, fingerprint: about.fingerprint, purposes: [...confirmed], ...(validUntil === undefined ? {} : { validUntil }) };
    if (!(await command.run((idempotencyKey) => record({ variables: { bureauId, ...(stationId === undefined ? {} : { stationId }), pluginId: about.id, assessment, idempotencyKey } })))) return;
    toast.done(say('评估已登记', 'Assessment recorded'));
    onDone();
  };
  return (
    <SideDrawer
      open title={say('登记“{title}”的个人信息影响评估', 'Record an assessment of “{title}”', { title: textOf(about.title) })} onClose={onClose} size="min(640px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" disabled={!ready} loading={command.sending} onClick={() => void submit()}>{say('登记', 'Record')}</Button></div>}
    >
      <div className="sh-stack">
        <p className="sh-sub">{say('《个人信息保护法》第五十五、五十六条：处理敏感个人信息前须评估，记录至少保存三年。登记后不能修改或删除。', 'PIPL 55, 56: sensitive personal data are assessed before they are processed, and the record is kept for at least three years. It can be neither changed nor removed.')}</p>
        {stationId === undefined && <p>{say('对全分局所有派出所有效。', 'It counts for every station of the bureau.')}</p>}
        <DeclaredFields fields={about.personalData} />
        <Checkbox.Group className="pl-purposes" value={[...confirmed]} onChange={(values) => { command.reset(); setConfirmed(values.map(String)); }} options={purposes.map(([value, title]) => ({ value, label: say('处理目的“{purpose}”合法、正当、必要', 'The purpose “{purpose}” is lawful, justified and necessary', { purpose: textOf(title) }) }))} />
        <Line label={say('评估报告编号', 'Number of the report')} value={given.document} most={100} onChange={set('document')} />
        <Line label={say('评估单位或人员', 'Who assessed')} value={given.assessor} most={100} onChange={set('assessor')} />
        <Line label={say('结论摘要（不要写个人信息）', 'Findings (nothing personal)')} value={given.summary} most={2000} rows={3} onChange={set('summary')} />
        <Line label={say('保护措施', 'Measures of protection')} value={given.measures} most={2000} rows={3} onChange={set('measures')} />
        <Line label={say('有效至（留空为最长期限 {span}）', 'Valid until (empty: the longest time, {span})', { span: spanInWords(atMost, locale) })} value={given.until} type="date" most={10} onChange={set('until')} />
        <InlineError error={command.error} />
      </div>
    </SideDrawer>
  );
}

function Line({ label, value, most, rows, type, onChange }: { label: string; value: string; most: number; rows?: number; type?: 'date'; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="pl-line">
      <label htmlFor={id}>{label}</label>
      {rows === undefined
        ? <Input id={id} {...(type === undefined ? { maxLength: most } : { type, max: '9999-12-31' })} value={value} onChange={(event) => onChange(event.target.value)} />
        : <Input.TextArea id={id} rows={rows} maxLength={most} showCount value={value} onChange={(event) => onChange(event.target.value)} />}
    </div>
  );
}

/** How long a field is kept, and after which endings for another time. */
function Kept({ keep, after }: Pick<PluginAboutPartsFragment['personalData'][number], 'keep' | 'after'>) {
  const { say, textOf, locale } = useWords();
  const times = [...new Set(after.map((one) => one.keep))];
  return (
    <>
      {spanInWords(keep, locale)}
      {times.map((time) => <div key={time} className="sh-sub sh-small">{say('{endings}后 {span}', '{span} after “{endings}”', { endings: after.filter((one) => one.keep === time).map(({ title }) => textOf(title)).join(say('、', '”, “')), span: spanInWords(time, locale) })}</div>)}
    </>
  );
}

/** What a plugin processes of people. */
export function DeclaredFields({ fields }: { fields: PluginAboutPartsFragment['personalData'] }) {
  const { say, textOf } = useWords();
  return (
    <DataTable
      dense label={say('处理的个人信息', 'Personal data it processes')} rows={fields} rowKey={({ field }) => field}
      columns={[
        { key: 'title', title: say('信息', 'Field'), main: true, render: ({ title }) => textOf(title) },
        { key: 'class', title: say('等级', 'Class'), render: ({ dataClass }) => dataClass },
        { key: 'purpose', title: say('目的', 'Purpose'), render: ({ purposeTitle }) => textOf(purposeTitle) },
        { key: 'keep', title: say('办结后保存', 'Kept after closing'), render: (field) => <Kept {...field} /> },
      ]}
    />
  );
}
