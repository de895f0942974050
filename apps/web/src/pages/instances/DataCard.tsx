import { Card, ErrorState, KeyValues, MaskedValue, PurposeBar, isGrade, GradeChip, resolveRef, schemaInLocale, useWords, valueInWords, type JsonSchema, type PurposeState } from '@stationhouse/plugin-web';
import { useMemo, type ReactNode } from 'react';
import { UnitNames } from '../outside/units.js';

interface DataCardProps {
  readonly data: unknown;
  readonly dataSchema: unknown;
  readonly masked: boolean;
  readonly purpose: PurposeState;
  readonly opening: boolean;
  readonly openError: unknown;
  /** What was erased of it, by the paths of its fields. */
  readonly erasures?: readonly { readonly field: string; readonly erasedAt: string }[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The data of an instance by its schema: people first, each with what is known of them; then the facts. What the reader may not see
 * arrives masked from the server; nothing is masked here.
 */
export function DataCard({ data, dataSchema, masked, purpose, opening, openError, erasures = [] }: DataCardProps) {
  const words = useWords();
  const { say, locale } = words;
  const root = useMemo(() => schemaInLocale(dataSchema, locale) as JsonSchema, [dataSchema, locale]);
  const values = isRecord(data) ? data : {};
  const properties = propertiesOf(root);
  const fields = Object.entries(properties).map(([key, schema]) => ({ key, schema: resolveRef(schema, root), value: values[key] }));
  const signed = fields.filter(({ schema }) => schema['x-signature'] !== undefined);
  const lists = fields.filter((field) => !signed.includes(field)).filter(({ schema }) => schema['type'] === 'array' && isRecord(resolveRef(schema['items'], root)['properties']));
  const people = lists.filter(({ schema }) => describesPerson(resolveRef(schema['items'], root), root));
  const facts = fields.filter((field) => !people.includes(field) && !signed.includes(field));
  const erased = (key: string) => erasures.find(({ field }) => field === key || field.startsWith(`${key}.`))?.erasedAt;
  const gone = (key: string) => <span className="sh-sub">{say('已于 {at} 按期清除', 'Erased {at}: its time was over', { at: words.date(erased(key) ?? '') })}</span>;
  const show = (value: unknown, schema: JsonSchema): ReactNode => {
    if (schema['x-encrypted'] === true && value === null) return <span className="sh-sub">{say('已加密保存', 'Kept encrypted')}</span>;
    if (lists.some((list) => list.schema === schema) && Array.isArray(value)) return <Listed root={root} schema={schema} rows={value.filter(isRecord)} show={show} />;
    if (isRecord(value) && schema['properties'] !== undefined) return <Parts root={root} schema={schema} row={value} show={show} />;
    const ids = unitsIn(value, schema);
    if (ids.length > 0) return <UnitNames ids={ids} />;
    if (isGrade(value)) return <GradeChip grade={value} />;
    if (schema['format'] === 'date-time' && typeof value === 'string') return words.moment(value);
    const said = valueInWords(value, schema, { yes: say('是', 'Yes'), no: say('否', 'No') });
    return said === '' ? null : <span className="sh-long">{said}</span>;
  };
  // Where nobody is listed, what is personal stands among the facts, and is opened there.
  const opener = (masked || purpose.purpose !== undefined) && <><PurposeBar state={purpose} masked={masked} loading={opening} />{openError !== undefined && <ErrorState compact error={openError} />}</>;
  return (
    <>
      {people.length > 0 && (
        <Card title={say('当事人', 'Parties')} id="parties">
          {opener}
          {people.map(({ key, schema, value }) => (isEmpty(value) && erased(key) ? <p key={key}>{gone(key)}</p> : <People key={key} root={root} schema={schema} value={value} masked={masked} />))}
        </Card>
      )}
      {signed.map(({ key, schema, value }) => Array.isArray(value) && value.length > 0 && (
        <Card key={key} title={typeof schema['title'] === 'string' ? schema['title'] : say('签名', 'Signatures')} id={`signed-${key}`}><Signed value={value.filter(isRecord)} /></Card>
      ))}
      <Card title={say('登记内容', 'What is recorded')} id="data">
        {people.length === 0 && opener}
        {facts.every(({ key, value }) => isEmpty(value) && erased(key) === undefined) && <p className="sh-sub">{say('未登记', 'Not recorded')}</p>}
        <KeyValues entries={facts.map(({ key, schema, value }) => [
          typeof schema['title'] === 'string' ? schema['title'] : key,
          value === undefined && erased(key) ? gone(key) : isPersonal(schema) && value !== undefined ? <MaskedValue key={key} value={show(value, schema)} masked={masked} /> : show(value, schema),
        ])} />
      </Card>
    </>
  );
}

/** Who signed, how and when; the images lie among the attachments. */
function Signed({ value }: { value: readonly Record<string, unknown>[] }) {
  const { say, moment } = useWords();
  const said = (part: unknown) => (typeof part === 'string' ? part : '');
  const way = ({ way: how, witness }: Record<string, unknown>) => (how === 'finger' ? say('手指签名', 'by finger') : how === 'witness' ? say('见证人 {name} 代签', 'witness {name} signed', { name: said(witness) }) : say('纸上捺印，见证人 {name}', 'fingerprint on paper, witness {name}', { name: said(witness) }));
  return (
    <KeyValues entries={value.map((one) => [`${said(one['name'])} · ${said(one['role'])}`, (
      <span key={said(one['signer'])}>{way(one)} <span className="sh-sub sh-num">{moment(said(one['at']))}</span><br /><span className="sh-sub sh-small">{say('{by} 于 {at} 宣读', 'read out by {by} at {at}', { by: said(one['readBy']), at: moment(said(one['readAt'])) })}</span></span>
    )])} />
  );
}

/** The ids of units outside that a field holds. */
function unitsIn(value: unknown, schema: JsonSchema): string[] {
  const marked = schema['x-kind'] === 'outsideUnit' || (isRecord(schema['items']) && schema['items']['x-kind'] === 'outsideUnit');
  return marked ? [value].flat().filter((id) => typeof id === 'string') : [];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every((one) => isRecord(one) && Object.keys(one).length === 0));
}

function propertiesOf(schema: JsonSchema): Record<string, unknown> {
  return isRecord(schema['properties']) ? schema['properties'] : {};
}

type Show = (value: unknown, schema: JsonSchema) => ReactNode;

/** Things that are listed, each with what is known of it. */
function Listed({ root, schema, rows, show }: { root: JsonSchema; schema: JsonSchema; rows: readonly Record<string, unknown>[]; show: Show }) {
  const item = resolveRef(schema['items'], root);
  return <ol className="data-list">{rows.map((row, index) => <li key={index}><Parts root={root} schema={item} row={row} show={show} /></li>)}</ol>;
}

/** What is known of one thing, or of one person, part by part. */
function Parts({ root, schema, row, show }: { root: JsonSchema; schema: JsonSchema; row: Record<string, unknown>; show: Show }) {
  const { say } = useWords();
  const parts = Object.entries(propertiesOf(schema)).map(([key, part]) => ({ key, part: resolveRef(part, root) }));
  return <>{parts.filter(({ key, part }) => (part['x-encrypted'] === true && row[key] === null) || (!isEmpty(row[key]) && row[key] !== '')).map(({ key, part }) => <div key={key}><span className="sh-sub">{typeof part['title'] === 'string' ? part['title'] : key}{say('：', ': ')}</span>{show(row[key], part)}</div>)}</>;
}

/** True for what has a name or a phone number: one of the people, and not a thing about them. */
function describesPerson(item: JsonSchema, root: JsonSchema): boolean {
  return Object.values(propertiesOf(item)).some((part) => ['name', 'phone'].includes(String(resolveRef(part, root)['x-kind'])));
}

function isPersonal(schema: JsonSchema): boolean {
  return typeof schema['x-personal'] === 'string' && schema['x-personal'] !== 'P0';
}

function People({ root, schema, value, masked }: { root: JsonSchema; schema: JsonSchema; value: unknown; masked: boolean }) {
  const { say } = useWords();
  const people = Array.isArray(value) ? value.filter(isRecord) : [];
  const item = resolveRef(schema['items'], root);
  const properties = Object.entries(propertiesOf(item));
  const known = (person: Record<string, unknown>) => properties.filter(([key]) => person[key] !== undefined && person[key] !== null && person[key] !== '');
  if (people.length === 0) return <p className="sh-sub">{masked ? say('填写事由后可见', 'Visible with a purpose') : say('未登记', 'Not recorded')}</p>;
  return (
    <dl className="sh-kv">
      {people.map((person, index) => (
        <div key={index}>
          <dt>{say('当事人{letter}', 'Party {letter}', { letter: say('甲乙丙丁戊己庚辛壬癸', 'ABCDEFGHIJ').charAt(index) || String(index + 1) })}</dt>
          <dd className="party">
            {known(person).length === 0 && <MaskedValue value={undefined} masked={masked} />}
            {known(person).map(([key, part]) => {
              const field = resolveRef(part, root);
              const said = valueInWords(person[key], field, { yes: say('是', 'Yes'), no: say('否', 'No') });
              const label = typeof field['title'] === 'string' ? field['title'] : key;
              return <span key={key} title={label}>{field['type'] === 'boolean' ? `${label}${say('：', ': ')}${said}` : <MaskedValue value={said} masked={masked} />}</span>;
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
