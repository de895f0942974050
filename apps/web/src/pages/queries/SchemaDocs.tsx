import { pick, useGraphiQL } from '@graphiql/react';
import { EmptyState, Loading, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { getNamedType, isEnumType, isInputObjectType, isObjectType, isUnionType, type GraphQLArgument, type GraphQLField, type GraphQLInputField, type GraphQLNamedType, type GraphQLSchema, type GraphQLType } from 'graphql';
import { useState } from 'react';

const MOST_FOUND = 40;

/** The types that were gone through, to the one that is shown; a name that was clicked in the query leads on as well. */
export interface Trail {
  readonly trail: readonly string[];
  readonly onTrail: (next: readonly string[]) => void;
}

/** What the schema says of itself, in the reader's language. */
export function SchemaDocs({ trail, onTrail }: Trail) {
  const { say } = useWords();
  const { schema, isIntrospecting, fetchError } = useGraphiQL(pick('schema', 'isIntrospecting', 'fetchError'));
  const [field, setField] = useState<string>();
  const [search, setSearch] = useState('');
  if (isIntrospecting) return <Loading rows={6} />;
  if (!schema) return <EmptyState title={say('接口说明没有加载成功', 'The schema did not load')} {...(fetchError ? { hint: fetchError } : {})} />;
  const go = (name: string, part?: string) => {
    setSearch('');
    setField(part);
    if ((trail.at(-1) ?? 'Query') !== name) onTrail([...trail, name]);
  };
  const type = schema.getType(trail.at(-1) ?? 'Query');
  return (
    <div className="sh-stack queries-docs">
      <Input.Search allowClear placeholder={say('查找类型、字段', 'Find types and fields')} aria-label={say('查找类型、字段', 'Find types and fields')} value={search} onChange={(event) => setSearch(event.target.value)} />
      {search.trim() !== '' ? <Found schema={schema} search={search.trim().toLowerCase()} go={go} /> : (
        <>
          <div className="sh-row">
            {trail.length > 0 && <Button size="small" onClick={() => onTrail(trail.slice(0, -1))}>← {trail.at(-2) ?? 'Query'}</Button>}
            <h3 className="sh-mono">{type?.name}</h3>
          </div>
          {type && <TypeWords type={type} field={field} go={go} />}
        </>
      )}
    </div>
  );
}

function TypeWords({ type, field: shown, go }: { type: GraphQLNamedType; field: string | undefined; go: (name: string) => void }) {
  return (
    <>
      {type.description && <p className="queries-said">{type.description}</p>}
      {(isObjectType(type) || isInputObjectType(type)) && (
        <ul className="queries-fields">
          {Object.values(type.getFields()).map((field) => (
            <li key={field.name} data-shown={field.name === shown} ref={field.name === shown ? intoView : null}>
              <code className="sh-mono"><b>{field.name}</b>{argsOf(field).length > 0 && <>({argsOf(field).map((arg, index) => <span key={arg.name}>{index > 0 && ', '}{arg.name}: <TypeLink type={arg.type} go={go} /></span>)})</>}: <TypeLink type={field.type} go={go} /></code>
              {field.description && <p className="queries-said">{field.description}</p>}
              {argsOf(field).filter(({ description }) => description).map((arg) => <p key={arg.name} className="queries-said sh-small"><code className="sh-mono">{arg.name}</code> {arg.description}</p>)}
            </li>
          ))}
        </ul>
      )}
      {isEnumType(type) && <ul className="queries-fields">{type.getValues().map(({ name, description }) => <li key={name}><code className="sh-mono"><b>{name}</b></code>{description && <p className="queries-said">{description}</p>}</li>)}</ul>}
      {isUnionType(type) && <ul className="queries-fields">{type.getTypes().map((member) => <li key={member.name}><code className="sh-mono"><TypeLink type={member} go={go} /></code></li>)}</ul>}
    </>
  );
}

/** A field of an input has none. */
function argsOf(field: GraphQLField<unknown, unknown> | GraphQLInputField): readonly GraphQLArgument[] {
  return 'args' in field ? field.args : [];
}

function TypeLink({ type, go }: { type: GraphQLType; go: (name: string) => void }) {
  const { name } = getNamedType(type);
  const [before, after] = type.toString().split(name) as [string, string];
  return <>{before}<button type="button" className="queries-type" onClick={() => go(name)}>{name}</button>{after}</>;
}

/** A part that was looked for stands where the eye is. */
function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' });
}

function Found({ schema, search, go }: { schema: GraphQLSchema; search: string; go: (name: string, part?: string) => void }) {
  const { say } = useWords();
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const found = types.flatMap((type) => {
    const fields = isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
    const hit = (name: string, description: string | null | undefined) => name.toLowerCase().includes(search) || (description ?? '').toLowerCase().includes(search);
    return [...(hit(type.name, type.description) ? [{ type: type.name, part: undefined, label: type.name, said: type.description }] : []), ...fields.filter((field) => hit(field.name, field.description)).map((field) => ({ type: type.name, part: field.name, label: `${type.name}.${field.name}`, said: field.description }))];
  }).sort((left, right) => Number(!left.label.toLowerCase().includes(search)) - Number(!right.label.toLowerCase().includes(search)));
  if (found.length === 0) return <EmptyState filtered title={say('没有相符的类型或字段', 'No type or field fits')} />;
  return (
    <ul className="queries-list">
      {found.slice(0, MOST_FOUND).map(({ type, part, label, said }) => <li key={label}><button type="button" className="queries-pick" onClick={() => go(type, part)}><code className="sh-mono">{label}</code>{said && <span className="sh-small sh-sub queries-clip">{said}</span>}</button></li>)}
      {found.length > MOST_FOUND && <li className="sh-small sh-sub">{say('还有 {count} 项，请写得更具体。', '{count} more: say it more exactly.', { count: found.length - MOST_FOUND })}</li>}
    </ul>
  );
}
