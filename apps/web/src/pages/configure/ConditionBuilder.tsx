import { useWords } from '@stationhouse/plugin-web';
import { conditionInWords, type JsonObject } from '@stationhouse/workflow';
import { Button, Input } from 'antd';
import { useId, useMemo, useState } from 'react';
import { QueryBuilder, type Field, type RuleGroupType } from 'react-querybuilder';
import { conditionFields, fromCel, toCel, type ConditionField, type ConditionQuery } from './conditions.js';
import './condition.css';

interface ConditionProps {
  readonly label: string;
  /** CEL; empty for none. */
  readonly source: string;
  readonly dataSchema: JsonObject;
  /** The answer just given, where the condition may ask about it. */
  readonly eventSchema?: JsonObject | undefined;
  /** What the condition decides on: a way on, a question that is asked or must be answered, something else (`plain`); else a step that is passed by. */
  readonly of?: 'way' | 'step' | 'question' | 'need' | 'plain';
  readonly disabled: boolean;
  readonly onChange: (source: string | undefined) => void;
}

/** A condition out of fields, comparisons and values, written as CEL and read back in words; one that was written otherwise stays text. */
export default function ConditionBuilder({ label, source, dataSchema, eventSchema, of = 'step', disabled, onChange }: ConditionProps) {
  const { say, textOf } = useWords();
  const id = useId();
  const known = useMemo(() => [...(eventSchema === undefined ? [] : conditionFields(eventSchema, 'event')), ...conditionFields(dataSchema)], [dataSchema, eventSchema]);
  const [own, setOwn] = useState(() => ({ source, query: queryOf(source) }));
  // What was changed elsewhere, or taken back, is read anew; what one is at here stays, also while it says nothing yet.
  if (own.source !== source) setOwn({ source, query: queryOf(source) });
  const { query } = own;
  const words = source === '' ? undefined : conditionInWords(source, dataSchema, eventSchema);
  const said: Readonly<Record<typeof of, (words: string) => string>> = {
    way: (when) => (when === '' ? say('没有条件：总是走这里。', 'No condition: always this way.') : say('当{words}时走这里。', 'This way where {words}.', { words: when })),
    step: (when) => (when === '' ? say('没有条件：总是要办。', 'No condition: always done.') : say('仅当{words}时办理，否则跳过。', 'Done only where {words}; passed by otherwise.', { words: when })),
    question: (when) => (when === '' ? say('还没有条件：总是提问。', 'No condition yet: always asked.') : say('仅当{words}时提问。', 'Asked only where {words}.', { words: when })),
    need: (when) => (when === '' ? say('还没有条件：可以不填。', 'No condition yet: may be left empty.') : say('当{words}时必须填写。', 'Must be answered where {words}.', { words: when })),
    plain: (when) => (when === '' ? say('还没有条件。', 'No condition yet.') : say('当{words}时。', 'Where {words}.', { words: when })),
  };
  const fields = known.map((field): Field => fieldOf(field, say, textOf));
  const change = (next: RuleGroupType) => {
    const written = toCel(asCondition(next), known);
    setOwn({ source: written ?? '', query: next });
    if (written !== (source === '' ? undefined : source)) onChange(written);
  };
  return (
    <div className="cf-condition" role="group" aria-label={label}>
      {query === undefined ? <Input.TextArea id={id} aria-label={say('条件表达式', 'The condition as text')} autoSize value={source} disabled={disabled} maxLength={1000} onChange={(event) => { setOwn({ source: event.target.value, query: undefined }); onChange(event.target.value || undefined); }} />
        : <QueryBuilder fields={fields} query={query} onQueryChange={change} disabled={disabled} maxLevels={1} autoSelectField resetOnFieldChange controlElements={{ addGroupAction: null }} combinators={[{ name: 'and', label: say('全部满足', 'all hold') }, { name: 'or', label: say('满足其一', 'one holds') }]} translations={translations(say)} />}
      {query !== undefined && (of === 'way' || of === 'plain') && !disabled && <Button type="link" size="small" onClick={() => setOwn({ source, query: undefined })}>{say('写成表达式', 'Write it as an expression')}</Button>}
      <p className="sh-small" aria-live="polite">{source !== '' && words === undefined ? <code>{source}</code> : said[of](textOf(words))}</p>
    </div>
  );
}

type Say = ReturnType<typeof useWords>['say'];

function fieldOf({ name, title, kind, choices }: ConditionField, say: Say, textOf: ReturnType<typeof useWords>['textOf']): Field {
  const [is, not, filled] = [{ name: '=', label: say('是', 'is') }, { name: '!=', label: say('不是', 'is not') }, { name: 'notNull', label: say('已填写', 'is filled in') }];
  const ordered = [{ name: '<', label: say('小于', 'is less than') }, { name: '<=', label: say('不超过', 'is at most') }, { name: '>', label: say('大于', 'is more than') }, { name: '>=', label: say('不少于', 'is at least') }];
  const base = { name, value: name, label: textOf(title) };
  if (kind === 'choice') return { ...base, operators: [is, not, filled], valueEditorType: 'select', values: choices.map((one) => ({ name: one.value, label: textOf(one.title) })), defaultValue: choices[0]?.value ?? '' };
  if (kind === 'boolean') return { ...base, operators: [is, filled], valueEditorType: 'select', values: [{ name: 'true', label: say('是', 'yes') }, { name: 'false', label: say('否', 'no') }], defaultValue: 'true' };
  if (kind === 'number') return { ...base, operators: [{ name: '=', label: say('等于', 'equals') }, ...ordered, filled], inputType: 'number', defaultValue: '1' };
  return { ...base, operators: [filled], defaultOperator: 'notNull' };
}

function translations(say: Say) {
  return {
    fields: { title: say('字段', 'Field'), placeholderName: '', placeholderLabel: '', placeholderGroupLabel: '' },
    operators: { title: say('比较', 'Comparison'), placeholderName: '', placeholderLabel: '', placeholderGroupLabel: '' },
    value: { title: say('值', 'Value') },
    combinators: { title: say('几个条件之间', 'Between conditions') },
    addRule: { label: say('＋ 条件', '+ Condition'), title: say('增加条件', 'Add a condition') },
    removeRule: { label: '×', title: say('删除条件', 'Remove this condition') },
  };
}

function queryOf(source: string): RuleGroupType | undefined {
  return asQuery(source === '' ? { combinator: 'and', rules: [] } : fromCel(source));
}

function asQuery(condition: ConditionQuery | undefined): RuleGroupType | undefined {
  return condition === undefined ? undefined : { combinator: condition.combinator, rules: condition.rules.map((rule) => ({ ...rule })) };
}

function asCondition({ combinator, rules }: RuleGroupType): ConditionQuery {
  return { combinator: combinator === 'or' ? 'or' : 'and', rules: rules.flatMap((rule) => ('rules' in rule ? [] : [{ field: rule.field, operator: rule.operator, value: String(rule.value ?? '') }])) };
}
