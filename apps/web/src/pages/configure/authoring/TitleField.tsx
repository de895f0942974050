import type { Bilingual } from '@stationhouse/kernel';
import { useWords } from '@stationhouse/plugin-web';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { FieldRow } from '../FieldRow.js';

interface TitleProps {
  readonly label: string;
  readonly value: Bilingual;
  readonly disabled: boolean;
  readonly autoFocus?: boolean;
  /** A sentence or several, not a name. */
  readonly long?: boolean;
  readonly onChange: (title: Bilingual) => void;
}

/** What something is called, in both languages. English that is left out says the Chinese; without a name nothing is written. */
export function TitleField({ label, value, disabled, autoFocus = false, long = false, onChange }: TitleProps) {
  const { say } = useWords();
  const id = useId();
  const [emptied, setEmptied] = useState(false);
  const write = (zh: string) => {
    setEmptied(zh.trim() === '');
    if (zh.trim() !== '') onChange({ 'zh-CN': zh, en: value.en === value['zh-CN'] ? zh : value.en });
  };
  const translate = (en: string) => onChange({ ...value, en: en || value['zh-CN'] });
  return (
    <>
      <FieldRow label={label} htmlFor={`${id}-zh`} hint={emptied ? <span className="sh-bad-ink sh-small" role="alert">{say('不能为空', 'It needs words')}</span> : undefined}>
        {long ? <Input.TextArea id={`${id}-zh`} autoFocus={autoFocus} autoSize maxLength={2000} value={emptied ? '' : value['zh-CN']} status={emptied ? 'error' : ''} disabled={disabled} onBlur={() => setEmptied(false)} onChange={(event) => write(event.target.value)} />
          : <Input id={`${id}-zh`} autoFocus={autoFocus} maxLength={60} value={emptied ? '' : value['zh-CN']} status={emptied ? 'error' : ''} disabled={disabled} onBlur={() => setEmptied(false)} onFocus={(event) => event.target.select()} onChange={(event) => write(event.target.value)} />}
      </FieldRow>
      <FieldRow label={say('{label}：英文（可不填）', '{label} in English (may be left out)', { label })} htmlFor={`${id}-en`}>
        {long ? <Input.TextArea id={`${id}-en`} autoSize maxLength={2000} value={value.en === value['zh-CN'] ? '' : value.en} disabled={disabled} onChange={(event) => translate(event.target.value)} />
          : <Input id={`${id}-en`} maxLength={60} value={value.en === value['zh-CN'] ? '' : value.en} disabled={disabled} onChange={(event) => translate(event.target.value)} />}
      </FieldRow>
    </>
  );
}

/** The name under which the text knows something; kept once it is written well. @param pattern what it must look like */
export function KeyField({ label, value, pattern = /^[a-z][A-Za-z0-9]{0,59}$/, taken, disabled, onChange }: { label: string; value: string; pattern?: RegExp; taken: ReadonlySet<string>; disabled: boolean; onChange: (key: string) => void }) {
  const { say } = useWords();
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const wrong = typed === undefined || typed === value ? undefined : !pattern.test(typed) ? say('小写字母开头，只用字母和数字', 'A small letter first, then letters and digits') : taken.has(typed) ? say('已有同名', 'Something has that name') : undefined;
  const keep = () => {
    if (typed !== undefined && typed !== value && wrong === undefined) onChange(typed);
    setTyped(undefined);
  };
  return <FieldRow label={label} htmlFor={id} hint={wrong === undefined ? undefined : <span className="sh-bad-ink sh-small" role="alert">{wrong}</span>}><Input id={id} className="sh-mono" style={{ width: 200 }} value={typed ?? value} status={wrong === undefined ? '' : 'error'} disabled={disabled} maxLength={60} onChange={(event) => setTyped(event.target.value)} onBlur={keep} onPressEnter={keep} /></FieldRow>;
}
