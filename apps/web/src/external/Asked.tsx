import { isGrade, GradeChip, schemaInLocale, useWords, valueInWords, type JsonSchema } from '@stationhouse/plugin-web';
import type { ReactNode } from 'react';
import type { WholeCardFragment } from '../gql/outside-cards.js';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the workflow opens of its data: the request and the place, or a dispute with its parties. */
export function Asked({ card }: { card: WholeCardFragment }) {
  const words = useWords();
  const known = card.fields.filter(({ value }) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0));
  if (known.length === 0) return null;
  return (
    <dl className="x-asked">
      {known.map(({ key, schema, value }) => {
        const spoken = schemaInLocale(schema, words.locale) as JsonSchema;
        return <div key={key}><dt>{typeof spoken['title'] === 'string' ? spoken['title'] : key}</dt><dd><Value value={value} schema={spoken} /></dd></div>;
      })}
    </dl>
  );
}

function Value({ value, schema }: { value: unknown; schema: JsonSchema }): ReactNode {
  const { say, moment } = useWords();
  if (isGrade(value)) return <GradeChip grade={value} />;
  if (schema['format'] === 'date-time' && typeof value === 'string') return moment(value);
  if (Array.isArray(value) && value.some(isRecord)) return <People people={value.filter(isRecord)} item={isRecord(schema['items']) ? schema['items'] : {}} />;
  return <span className="sh-long">{valueInWords(value, schema, { yes: say('是', 'Yes'), no: say('否', 'No') })}</span>;
}

function People({ people, item }: { people: readonly Record<string, unknown>[]; item: JsonSchema }) {
  const { say } = useWords();
  const properties = isRecord(item['properties']) ? Object.entries(item['properties']) : [];
  const plain = (person: Record<string, unknown>) => properties.flatMap(([key, schema]) => {
    const said = key === 'phone' ? '' : valueInWords(person[key], isRecord(schema) ? schema : {}, { yes: say('是', 'Yes'), no: say('否', 'No') });
    return said === '' ? [] : [said];
  });
  return (
    <ul className="x-people">
      {people.map((person, index) => {
        const phone = typeof person['phone'] === 'string' ? person['phone'] : '';
        return (
          <li key={index}>
            <span className="sh-long">{plain(person).join(' · ') || say('（接收后可见）', '(once accepted)')}</span>
            {phone !== '' && (phone.includes('*') ? <span className="sh-sub">{phone}</span> : <a className="x-call" href={`tel:${phone}`}>{say('拨打 {phone}', 'Call {phone}', { phone })}</a>)}
          </li>
        );
      })}
    </ul>
  );
}
