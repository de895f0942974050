import { InlineError, RestError, useWords } from '@stationhouse/plugin-web';
import type { Bilingual } from '@stationhouse/kernel';
import { syntheticAnswer, syntheticSignatures, type CompiledForm, type CompiledOutcome, type JsonObject, type Signing } from '@stationhouse/workflow';
import { Button, Radio } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Help } from '../../../form/Help.js';
import { schemaForOutcome, shownPart } from '../../../form/outcome.js';
import { useSchemaForm } from '../../../form/useSchemaForm.js';
import type { Command } from '../../../hooks.js';
import type { Played } from './play.js';
import '../../instances/instances.css';

interface Props {
  readonly form: CompiledForm | undefined;
  /** Of a task; an event or a start has none. */
  readonly outcomes?: readonly CompiledOutcome[];
  /** What a task asks to be signed. */
  readonly signing?: Signing | undefined;
  /** What is filled in; made up from the schema when absent. */
  readonly initial?: JsonObject | undefined;
  readonly now: Date;
  readonly refusal: Played['refusal'];
  readonly submit: string;
  readonly onSubmit: (outcome: string, form: JsonObject) => void;
}

/** Somebody’s answer in a simulation: an outcome, and its form with made-up content to begin with. */
export function AnswerForm({ outcomes = [], ...props }: Props) {
  const { say, textOf } = useWords();
  const id = useId();
  const open = outcomes.filter(({ automatic }) => automatic !== true);
  const [outcome, setOutcome] = useState(open.length === 1 ? (open[0]?.id ?? '') : '');
  return (
    <div className="sh-stack">
      {open.length > 1 && (
        <fieldset className="outcomes">
          <legend>{say('处理结果', 'Outcome')}</legend>
          <Radio.Group name={id} value={outcome} optionType="button" onChange={(event) => setOutcome(String(event.target.value))} options={open.map((one) => ({ value: one.id, label: textOf(one.title) }))} />
        </fieldset>
      )}
      {(open.length === 0 || outcome !== '') && <Filled key={outcome} {...props} outcomes={open} outcome={outcome} />}
    </div>
  );
}

function Filled({ form, outcomes, outcome, signing, initial, now, refusal, submit, onSubmit }: Props & { readonly outcomes: readonly CompiledOutcome[]; readonly outcome: string }) {
  const { say, textOf } = useWords();
  const whole = useMemo(() => (form === undefined ? undefined : (schemaForOutcome(form.schema, form.ui, outcomes, outcome) as JsonObject)), [form, outcomes, outcome]);
  const schema = useMemo(() => (whole === undefined ? undefined : unsigned(whole)), [whole]);
  // Nobody signs in a simulation: where signatures are asked for, everybody has signed.
  const signed = signing !== undefined && Object.hasOwn((whole?.['properties'] ?? {}) as JsonObject, signing.field) ? signing : undefined;
  const answer = (value: JsonObject) => onSubmit(outcome, signed === undefined ? value : { ...value, [signed.field]: syntheticSignatures(signed, now, say('示例', 'Example')) });
  const command = useMemo(() => shownAs(refusal), [refusal]);
  const [begun] = useState(() => initial ?? (schema === undefined ? {} : syntheticAnswer(schema, [], now, say('示例', 'Example'))));
  const { fields, submitButton } = useSchemaForm({ schema: schema ?? { type: 'object', properties: {} }, uiSchema: form?.ui, command, initial: begun, onSubmit: (value) => answer(shownPart(value, schema) as JsonObject) });
  const names = signed !== undefined && <p className="sh-sub sh-small">{signed.signers.length === 0 ? say('没有可以签署的人：请先补录当事人。', 'There is nobody to sign: add the parties first.') : say('模拟中视为各方均已签名：{names}。', 'In a simulation everybody counts as having signed: {names}.', { names: signed.signers.map(({ name, role }) => say('{name}（{role}）', '{name} ({role})', { name, role: textOf(role) })).join(say('、', ', ')) })}</p>;
  if (schema === undefined || Object.keys((schema['properties'] ?? {}) as object).length === 0) return <>{names}<InlineError error={command.error} /><div><Button type="primary" onClick={() => answer({})}>{submit}</Button></div></>;
  return <><Help text={helpOf(form)} />{names}{fields}<div>{submitButton(submit)}</div></>;
}

/** Without the fields that hold signatures. */
function unsigned(schema: JsonObject): JsonObject {
  const properties = Object.entries((schema['properties'] ?? {}) as JsonObject).filter(([, field]) => (field as JsonObject)['x-signature'] === undefined);
  const required = ((schema['required'] ?? []) as readonly string[]).filter((field) => properties.some(([key]) => key === field));
  return { ...schema, properties: Object.fromEntries(properties), required };
}

/** A refusal of the engine, where forms expect a refusal of the server. */
function shownAs(refusal: Played['refusal']): Command {
  const error = refusal === undefined ? undefined : new RestError(refusal.code, apiText(refusal.text), refusal.details === undefined ? undefined : { ...refusal.details, problems: problemsOf(refusal.details) }, 422);
  return { sending: false, error, run: () => Promise.resolve(false), reset: () => undefined };
}

function problemsOf(details: Readonly<Record<string, unknown>>): unknown {
  const problems = details['problems'];
  return Array.isArray(problems) ? (problems as readonly { readonly field: string; readonly text: Bilingual }[]).map(({ field, text }) => ({ field, text: apiText(text) })) : undefined;
}

function helpOf(form: CompiledForm | undefined) {
  return form?.help === undefined ? null : apiText(form.help);
}

function apiText(text: Bilingual): { readonly zhCN: string; readonly en: string } {
  return { zhCN: text['zh-CN'], en: text.en };
}
