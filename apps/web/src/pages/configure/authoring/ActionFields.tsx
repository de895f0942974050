import { useWords } from '@stationhouse/plugin-web';
import { answerAt, namesUsed, outcomesWritten, setPart, type ActionDefinition, type Definition, type JsonObject } from '@stationhouse/workflow';
import { Button, Checkbox, Dropdown, Input, Select } from 'antd';
import { useId, useMemo } from 'react';
import { stringify } from 'yaml';
import { FieldRow } from '../FieldRow.js';
import { RolesPick } from '../ParameterFields.js';
import { WhenField } from '../WhenField.js';
import { freeName, parametersOf } from './parameters.js';
import { Unfolding } from './Place.js';
import { TextPart } from './TextPart.js';
import { TitleField } from './TitleField.js';
import { ValueRows } from './ValueRows.js';
import { propertiesOf, ValueField } from './ValueField.js';
import { useWork } from './work.js';

type Notice = Extract<ActionDefinition, { notify: unknown }>['notify'];
type Linked = Extract<ActionDefinition, { startLinked: unknown }>['startLinked'];
type Telling = Extract<ActionDefinition, { tellLinked: unknown }>['tellLinked'];

/** A notice, and the start of another workflow, as they begin. */
export const NEW_NOTICE: ActionDefinition = { notify: { roles: ['chief'], text: { 'zh-CN': '请查看此事项', en: 'Please look at this instance' } } };
export const newLinked = (workflow: string): ActionDefinition => ({ startLinked: { workflow } });
const newTelling = (of: string): ActionDefinition => ({ tellLinked: { of: [of], event: 'told' } });

/** The actions that start linked instances: whom others may tell. */
const startingActions = (definition: Definition) => Object.entries(definition.actions ?? {}).flatMap(([name, action]) => ('startLinked' in action ? [name] : []));

/** What an action does, in words: `通知 所长：请查看`. */
export function useActionWords(): (name: string) => string {
  const { say, textOf } = useWords();
  const { definition, roles } = useWork();
  return (name) => {
    const action = definition.actions?.[name];
    if (action === undefined) return name;
    if ('notify' in action) return say('通知{roles}：{text}', 'Tell {roles}: {text}', { roles: action.notify.roles.map((role) => roles.find(({ id }) => id === role)?.title ?? role).join(say('、', ', ')), text: textOf(action.notify.text) });
    if ('startLinked' in action) return say('发起关联流程 {workflow}', 'Start {workflow}', { workflow: action.startLinked.workflow });
    if ('tellLinked' in action) return say('告知关联事项 {event}', 'Tell linked instances {event}', { event: action.tellLinked.event });
    return 'publish' in action ? say('发布事件 {event}', 'Publish {event}', { event: action.publish }) : say('自动步骤 {automation}', 'Automation {automation}', { automation: action.automation });
  };
}

/** An action: whom a notice goes to and what it says, or which workflow is started with what. */
export function ActionFields({ name }: { name: string }) {
  const { say } = useWords();
  const { definition, means, edit, mayEdit } = useWork();
  const id = useId();
  const action = definition.actions?.[name];
  if (action === undefined) return null;
  const kind = 'notify' in action ? 'notify' : 'startLinked' in action ? 'startLinked' : 'tellLinked' in action ? 'tellLinked' : 'publish' in action ? 'publish' : 'automation';
  const put = (path: readonly (string | number)[], value: unknown) => edit((now) => setPart(now, ['actions', name, ...path], value), `actions.${name}.${path.join('.')}`);
  const [workflow = ''] = means.workflows;
  const starting = startingActions(definition).filter((one) => one !== name);
  const kinds = { notify: say('通知', 'A notice'), startLinked: say('发起关联流程', 'Start another workflow'), tellLinked: say('告知关联事项', 'Tell linked instances'), publish: say('插件事件（自建流程不能用）', 'An event of a plugin (not for these workflows)'), automation: say('插件的自动步骤（自建流程不能用）', 'An automation of a plugin (not for these workflows)') };
  const offered = (['notify', 'startLinked', 'tellLinked', 'publish', 'automation'] as const).filter((one) => one === kind || one === 'notify' || (one === 'startLinked' && workflow !== '') || (one === 'tellLinked' && starting.length > 0));
  return (
    <>
      <FieldRow label={say('做什么', 'What it does')} htmlFor={`${id}-kind`}><Select<typeof kind> id={`${id}-kind`} value={kind} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={offered.map((value) => ({ value, label: kinds[value] }))} onChange={(next) => edit((now) => setPart(setPart(now, ['actions', name], undefined), ['actions', name], next === 'startLinked' ? newLinked(workflow) : next === 'tellLinked' ? newTelling(starting[0] ?? '') : NEW_NOTICE))} /></FieldRow>
      {'notify' in action && <NoticeFields notice={action.notify} put={(part, value) => put(['notify', part], value)} />}
      {'startLinked' in action && <LinkedFields name={name} linked={action.startLinked} put={(part, value) => put(['startLinked', part], value)} />}
      {'tellLinked' in action && <TellingFields name={name} telling={action.tellLinked} put={(part, value) => put(['tellLinked', part], value)} />}
      {!('notify' in action || 'startLinked' in action || 'tellLinked' in action) && <TextPart source={stringify(action, { lineWidth: 0 })} spot={{ path: ['actions', name] }} />}
    </>
  );
}

function NoticeFields({ notice, put }: { notice: Notice; put: (part: keyof Notice, value: unknown) => void }) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  return (
    <>
      <FieldRow label={say('通知谁', 'Who is told')}><RolesPick label={say('通知谁', 'Who is told')} value={notice.roles} parameters={parametersOf(definition, 'role', textOf)} disabled={!mayEdit} onChange={(roles) => put('roles', roles)} /></FieldRow>
      <TitleField label={say('通知内容（不写姓名，编号会自动带上）', 'What it says (names nobody; the number is added)')} long value={notice.text} disabled={!mayEdit} onChange={(text) => put('text', text)} />
      <FieldRow label={say('紧急', 'Urgent')}><Checkbox checked={notice.urgent === true} disabled={!mayEdit} onChange={(event) => put('urgent', event.target.checked ? true : undefined)}>{say('响铃，直到有人签收', 'It rings until somebody signs it')}</Checkbox></FieldRow>
      {(notice.urgent === true || notice.climbAfter !== undefined) && <WhenField label={say('无人签收多久后上报', 'Unsigned, it climbs after')} due={notice.climbAfter} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} only="span" disabled={!mayEdit} onChange={({ due }) => put('climbAfter', due)} />}
      {(notice.urgent === true || OF_URGENT.some((part) => notice[part] !== undefined)) && <UrgentFields notice={notice} put={put} />}
    </>
  );
}

/** What is said of a notice that rings alone. */
const OF_URGENT = ['priority', 'silentAfter', 'bureau', 'signedBy'] as const satisfies readonly (keyof Notice)[];

function UrgentFields({ notice, put }: { notice: Notice; put: (part: keyof Notice, value: unknown) => void }) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const id = useId();
  const priorities = [{ value: 1, label: say('特急', 'Critical') }, { value: 2, label: say('紧急', 'Urgent') }, { value: 3, label: say('平急', 'Prompt') }];
  const outcomes = outcomesWritten(definition).map((value) => ({ value, label: value }));
  return (
    <>
      <FieldRow label={say('级别', 'Grade')} htmlFor={`${id}-priority`}><Select<number> id={`${id}-priority`} value={notice.priority ?? 2} disabled={!mayEdit} style={{ minWidth: 120 }} options={priorities} onChange={(next) => put('priority', next === 2 ? undefined : next)} /></FieldRow>
      <FieldRow label={say('签收即完成哪项任务', 'A signature completes')} htmlFor={`${id}-signed`}><Select<string> id={`${id}-signed`} value={notice.signedBy ?? null} allowClear placeholder={say('不关联任务，只签收通知', 'No task: the notice alone is signed')} disabled={!mayEdit} style={{ minWidth: 200 }} popupMatchSelectWidth={false} options={outcomes} onChange={(next) => put('signedBy', next)} /></FieldRow>
      <WhenField label={say('终端多久无响应即上报', 'Heard by no device, it climbs after')} due={notice.silentAfter} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} only="span" disabled={!mayEdit} onChange={({ due }) => put('silentAfter', due)} />
      <FieldRow label={say('上报分局时另外通知', 'At the bureau, also tell')}><RolesPick label={say('上报分局时另外通知', 'At the bureau, also tell')} value={notice.bureau ?? []} mayBeEmpty parameters={parametersOf(definition, 'role', textOf)} disabled={!mayEdit} onChange={(roles) => put('bureau', roles.length === 0 ? undefined : roles)} /></FieldRow>
    </>
  );
}

function LinkedFields({ name, linked, put }: { name: string; linked: Linked; put: (part: keyof Linked, value: unknown) => void }) {
  const { say } = useWords();
  const { definition, means, mayEdit } = useWork();
  const id = useId();
  const eventSchema = useAnswers(name);
  const lists = Object.entries(propertiesOf(definition.data as JsonObject)).filter(([, field]) => field['type'] === 'array');
  return (
    <>
      <FieldRow label={say('流程', 'The workflow')} htmlFor={`${id}-workflow`}><Select<string> id={`${id}-workflow`} value={linked.workflow} status={means.workflows.includes(linked.workflow) ? '' : 'error'} disabled={!mayEdit} style={{ minWidth: 180 }} popupMatchSelectWidth={false} showSearch options={means.workflows.map((value) => ({ value, label: value }))} onChange={(workflow) => put('workflow', workflow)} /></FieldRow>
      <FieldRow label={say('发起几件', 'How many')}>
        <Checkbox checked={linked.forEach !== undefined} disabled={!mayEdit} onChange={(event) => put('forEach', event.target.checked ? `data.${lists[0]?.[0] ?? 'items'}` : undefined)}>{say('列表中每项一件', 'One for each item of a list')}</Checkbox>
        {linked.forEach !== undefined && <ValueField label={say('哪个列表', 'Which list')} source={linked.forEach} target={{ type: 'array' }} eventSchema={eventSchema} onChange={(source) => put('forEach', source)} />}
        {linked.forEach !== undefined && <Checkbox checked={linked.once === true} disabled={!mayEdit} onChange={(event) => put('once', event.target.checked ? true : undefined)}>{say('同一项不重复发起', 'Never twice for the same item')}</Checkbox>}
      </FieldRow>
      <FieldRow label={say('交给它的内容（它的发起表单的字段）', 'What it is handed (fields of the form that starts it)')}><ValueRows label={name} values={linked.data ?? {}} eventSchema={eventSchema} ofItems={linked.forEach !== undefined} add={<NewKey taken={Object.keys(linked.data ?? {})} onAdd={(key) => put('data', { ...linked.data, [key]: '""' })} />} onChange={(data) => put('data', Object.keys(data).length === 0 ? undefined : data)} /></FieldRow>
    </>
  );
}

/** Whom of the instances it started it tells, what, and with what. */
function TellingFields({ name, telling, put }: { name: string; telling: Telling; put: (part: keyof Telling, value: unknown) => void }) {
  const { say } = useWords();
  const { definition, mayEdit } = useWork();
  const id = useId();
  const eventSchema = useAnswers(name);
  const data = telling.data ?? {};
  return (
    <>
      <FieldRow label={say('告知哪些动作发起的事项', 'Instances started by')} htmlFor={`${id}-of`}><Select<string[]> id={`${id}-of`} mode="multiple" value={[...telling.of]} status={telling.of.length === 0 ? 'error' : ''} disabled={!mayEdit} style={{ minWidth: 220 }} popupMatchSelectWidth={false} options={startingActions(definition).map((value) => ({ value, label: value }))} onChange={(of) => put('of', of)} /></FieldRow>
      <FieldRow label={say('对方收到的事件（在其流程中写 from: linked）', 'The event they hear (from: linked in their workflow)')} htmlFor={`${id}-event`}><Input id={`${id}-event`} value={telling.event} disabled={!mayEdit} maxLength={60} style={{ width: 220 }} onChange={({ target }) => put('event', target.value)} /></FieldRow>
      <FieldRow label={say('告知的内容（该事件表单的字段）', 'What they are told (fields of the form of that event)')}><ValueRows label={name} values={data} eventSchema={eventSchema} add={<NewKey taken={Object.keys(data)} onAdd={(key) => put('data', { ...data, [key]: '""' })} />} onChange={(next) => put('data', Object.keys(next).length === 0 ? undefined : next)} /></FieldRow>
    </>
  );
}

/** What the answers say that an action follows. */
function useAnswers(action: string): JsonObject | undefined {
  const { definition } = useWork();
  return useMemo(() => {
    const schemas = (namesUsed(definition, 'actions').get(action) ?? []).map((at) => answerAt(definition, at)).filter((schema) => schema !== undefined);
    return schemas.length === 0 ? undefined : { type: 'object', properties: Object.assign({}, ...schemas.map(propertiesOf)) as JsonObject };
  }, [definition, action]);
}

/** The name of a field that is not of this workflow. */
function NewKey({ taken, onAdd }: { taken: readonly string[]; onAdd: (key: string) => void }) {
  const { say } = useWords();
  return <Input.Search aria-label={say('字段名', 'Name of the field')} size="small" style={{ width: 200 }} placeholder={say('字段名，如 place', 'Its name, such as place')} enterButton={say('加入', 'Add')} maxLength={60} onSearch={(key) => { if (/^[a-z][A-Za-z0-9]{0,59}$/.test(key) && !taken.includes(key)) onAdd(key); }} />;
}

interface DoProps {
  readonly label: string;
  readonly names: readonly string[];
  /** @param before what else changes in the text, first */
  readonly onChange: (names: readonly string[] | undefined, before?: (text: string) => string) => void;
}

/** The actions that are carried out somewhere, each with its fields. */
export function DoField({ label, names, onChange }: DoProps) {
  const { say } = useWords();
  const { definition, means, mayEdit } = useWork();
  const said = useActionWords();
  const known = Object.keys(definition.actions ?? {}).filter((name) => !names.includes(name));
  const add = (key: string) => {
    if (!key.startsWith('+')) return onChange([...names, key]);
    const name = freeName(definition, '', key === '+notify' ? 'notice' : 'link');
    onChange([...names, name], (text) => setPart(text, ['actions', name], key === '+notify' ? NEW_NOTICE : newLinked(means.workflows[0] ?? '')));
  };
  const remove = (index: number) => onChange(names.length === 1 ? undefined : names.filter((_, at) => at !== index));
  const items = [...known.map((key) => ({ key, label: said(key) })), { key: '+notify', label: say('新的通知', 'A new notice') }, ...(means.workflows.length > 0 ? [{ key: '+link', label: say('发起另一流程', 'Start another workflow') }] : [])];
  return (
    <FieldRow label={label}>
      <div className="cf-rungs cf-cases">
        {names.map((name, index) => (
          <div key={name} className="cf-entry-row">
            <Unfolding at={[]} summary={said(name)}><ActionFields name={name} /></Unfolding>
            {mayEdit && <Button type="text" size="small" aria-label={say('不再执行“{action}”', 'Do not “{action}” any more', { action: said(name) })} onClick={() => remove(index)}>×</Button>}
          </div>
        ))}
        {mayEdit && <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => add(key) }}><Button size="small" type="dashed">{say('＋ 通知或动作', '+ A notice or an action')}</Button></Dropdown>}
      </div>
    </FieldRow>
  );
}
