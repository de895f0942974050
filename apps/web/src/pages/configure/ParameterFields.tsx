import { useWords } from '@stationhouse/plugin-web';
import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useRoles } from './context.js';
import { DurationField } from './fields.js';

/** A parameter that may stand for a role or a duration. */
export interface NamedParameter {
  readonly name: string;
  readonly title: string;
}

interface SpanProps {
  readonly id?: string;
  readonly label: string;
  /** ISO 8601, or a parameter (`$patience`). */
  readonly value: string;
  /** Parameters of type duration. */
  readonly parameters: readonly NamedParameter[];
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

/** How long: written out, or as a parameter says. */
export function SpanField({ id, label, value, parameters, disabled, onChange }: SpanProps) {
  const { say } = useWords();
  if (value.startsWith('$')) {
    return (
      <>
        <Select<string> {...(id === undefined ? {} : { id })} aria-label={say('{label}：按哪个参数', '{label}: by which parameter', { label })} value={value} disabled={disabled} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={parameters.map(({ name, title }) => ({ value: `$${name}`, label: title }))} onChange={onChange} />
        {!disabled && <Button type="link" size="small" onClick={() => onChange('P1D')}>{say('直接写', 'Write it out')}</Button>}
      </>
    );
  }
  return (
    <>
      <DurationField {...(id === undefined ? {} : { id })} label={label} value={value} disabled={disabled} onChange={(iso) => { if (iso !== '') onChange(iso); }} />
      {!disabled && parameters[0] !== undefined && <Button type="link" size="small" onClick={() => onChange(`$${parameters[0]?.name ?? ''}`)}>{say('用参数', 'By a parameter')}</Button>}
    </>
  );
}

interface RolesProps {
  readonly label: string;
  readonly value: readonly string[];
  /** Parameters of type role. */
  readonly parameters?: readonly NamedParameter[];
  readonly placeholder?: string;
  /** None is an answer, too. */
  readonly mayBeEmpty?: boolean;
  readonly disabled: boolean;
  readonly onChange: (roles: string[]) => void;
}

/** Several roles, or parameters in their place. */
export function RolesPick({ label, value, parameters = [], placeholder, mayBeEmpty = false, disabled, onChange }: RolesProps) {
  const options = useRoleOptions(parameters);
  return <Select<string[]> mode="multiple" aria-label={label} value={[...value]} placeholder={placeholder} disabled={disabled} style={{ minWidth: 180 }} popupMatchSelectWidth={false} options={[...options]} onChange={(next) => { if (mayBeEmpty || next.length > 0) onChange(next); }} />;
}

/** The roles that may be chosen here, and the parameters that hold one. */
export function useRoleOptions(parameters: readonly NamedParameter[], only?: readonly string[]): readonly { readonly value: string; readonly label: string }[] {
  const { say } = useWords();
  const roles = useRoles();
  return [...roles.filter(({ id }) => only === undefined || only.includes(id)).map(({ id, title }) => ({ value: id, label: title })), ...parameters.map(({ name, title }) => ({ value: `$${name}`, label: say('参数“{title}”', 'parameter “{title}”', { title }) }))];
}

interface ExpressionProps {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (source: string) => void;
}

/** An expression as text. While nothing stands there the last one is kept. */
export function ExpressionField({ id, label, value, disabled, onChange }: ExpressionProps) {
  const { say } = useWords();
  const own = useId();
  const [emptied, setEmptied] = useState(false);
  const write = (source: string) => {
    setEmptied(source.trim() === '');
    if (source.trim() !== '') onChange(source);
  };
  return (
    <>
      <Input.TextArea id={id ?? own} aria-label={label} className="cf-code" autoSize value={emptied ? '' : value} status={emptied ? 'error' : ''} disabled={disabled} maxLength={1000} onBlur={() => setEmptied(false)} onChange={(event) => write(event.target.value)} />
      {emptied && <span className="sh-bad-ink sh-small" role="alert">{say('须有表达式；离开此处即恢复原来的', 'It needs an expression; leaving puts the last one back')}</span>}
    </>
  );
}
