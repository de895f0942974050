import { Chip, CopyableId, Countdown, ExerciseMark, GradeChip, isGrade, KeyValues, resolveRef, schemaInLocale, useWords, valueInWords, type JsonSchema } from '@stationhouse/plugin-web';
import type { ReactNode } from 'react';
import type { BureauTaskLineFragment, OpenBureauTaskMutation } from '../../gql/bureau-tasks.js';

type Field = OpenBureauTaskMutation['openBureauTask']['fields'][number];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What tells a task from others, in a few words. */
export function About({ task: { about } }: { readonly task: BureauTaskLineFragment }) {
  const { locale } = useWords();
  if (about.length === 0) return null;
  return <span className="btask-about">{about.map(({ key, schema, value }) => <span key={key}><Titled schema={schemaInLocale(schema, locale) as JsonSchema} value={value} /></span>)}</span>;
}

function Titled({ schema, value }: { readonly schema: JsonSchema; readonly value: unknown }) {
  const { say } = useWords();
  return <><span className="sh-sub">{typeof schema['title'] === 'string' ? schema['title'] : ''}{say('：', ': ')}</span><Value schema={schema} value={value} /></>;
}

/** How a task stands: by when, who has it, or how it was answered. */
export function Standing({ task: { state, dueAt, by, answer, answeredAt, escalated, exercise, overdue } }: { readonly task: BureauTaskLineFragment }) {
  const { say, textOf, moment, due } = useWords();
  if (state === 'ANSWERED') return <><Chip tone="ok">{textOf(answer)}</Chip><span className="sh-sub">{say('{who} · {at}', '{who} · {at}', { who: by ?? '', at: moment(answeredAt) })}</span></>;
  if (state === 'WITHDRAWN') return <Chip>{say('已撤回', 'Taken back')}</Chip>;
  return (
    <>
      {exercise && <ExerciseMark />}
      {dueAt !== null && !exercise && <Countdown dueAt={dueAt} />}
      {dueAt !== null && <span className="sh-sub">{overdue ? say('{due} 已到期', 'was due {due}', { due: due(dueAt) }) : say('{due} 前', 'by {due}', { due: due(dueAt) })}</span>}
      {escalated && <Chip tone="bad">{say('逾期已上报', 'Overdue, escalated')}</Chip>}
      {state === 'ACCEPTED' && <Chip tone="info">{say('您已领取', 'Taken by you')}</Chip>}
      {state === 'WITH_COLLEAGUE' && <Chip>{say('{who} 正在办理', '{who} is on it', { who: by ?? '' })}</Chip>}
    </>
  );
}

/** What a card shows, value by value; numbers that are written down elsewhere can be copied. */
export function Shown({ fields }: { readonly fields: readonly Field[] }) {
  const { locale } = useWords();
  return <KeyValues entries={fields.flatMap(({ key, schema, value }) => entriesOf(key, schemaInLocale(schema, locale) as JsonSchema, value))} />;
}

function entriesOf(key: string, schema: JsonSchema, value: unknown): (readonly [label: string, value: ReactNode])[] {
  const properties = schema['properties'];
  if (isRecord(value) && isRecord(properties)) return Object.entries(properties).flatMap(([inner, part]) => entriesOf(inner, resolveRef(part, schema), value[inner]));
  if (value === null || value === undefined || value === '') return [];
  return [[typeof schema['title'] === 'string' ? schema['title'] : key, <Value key={key} schema={schema} value={value} />]];
}

/** Numbers of accounts, papers, cases: somebody types them into another system. */
const COPIED = /^(?=.*\d)[\dA-Za-z -]{6,}$/;

function Value({ schema, value }: { readonly schema: JsonSchema; readonly value: unknown }): ReactNode {
  const { say, moment } = useWords();
  if (isGrade(value)) return <GradeChip grade={value} />;
  if (schema['format'] === 'date-time' && typeof value === 'string') return moment(value);
  if (schema['x-personal'] !== undefined && typeof value === 'string' && COPIED.test(value)) return <span className="btask-number"><CopyableId value={value} /></span>;
  return <span className="sh-long">{valueInWords(value, schema, { yes: say('是', 'Yes'), no: say('否', 'No') })}</span>;
}
