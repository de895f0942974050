import { useWords } from '@stationhouse/plugin-web';
import { setStatePart, putFragment, type FlowCard, type FragmentParameter, type JsonObject, type StateDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Select } from 'antd';
import { FieldRow } from '../FieldRow.js';
import { WhenField } from '../WhenField.js';
import { ArgumentField } from './FragmentPart.js';
import { argumentWords } from './fragments.js';
import { useTargets } from './Onward.js';
import { parametersOf } from './parameters.js';
import { useWork } from './work.js';

interface UseProps {
  readonly card: FlowCard;
  readonly state: StateDefinition;
}

/** A state that is a fragment: which one, what it is given, and the way inside. */
export function UsePart({ card, state }: UseProps) {
  const { say } = useWords();
  const { definition, edit, mayEdit, select } = useWork();
  const { use = '' } = state;
  const names = Object.keys(definition.fragments ?? {});
  return (
    <section className="cf-section" aria-label={say('片段', 'Fragment')}>
      <FieldRow label={say('使用片段', 'It is the fragment')}>
        <Select<string> aria-label={say('使用片段', 'It is the fragment')} value={use} disabled={!mayEdit} style={{ minWidth: 150 }} options={names.map((name) => ({ value: name, label: name }))} onChange={(name) => edit((now) => putFragment(now, card.path, name))} />
        {definition.fragments?.[use] !== undefined && <Button onClick={() => select(`@${use}`)}>{say('打开片段', 'Open the fragment')} →</Button>}
      </FieldRow>
      {Object.entries(definition.fragments?.[use]?.parameters ?? {}).map(([name, parameter]) => <Given key={name} card={card} name={name} parameter={parameter} value={state.with?.[name]} />)}
    </section>
  );
}

/** What one parameter of the fragment is here. */
function Given({ card, name, parameter, value }: { card: FlowCard; name: string; parameter: FragmentParameter; value: string | { readonly 'zh-CN': string; readonly en: string } | undefined }) {
  const words = useWords();
  const { say, textOf } = words;
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(card.path);
  const label = say('{name}（{type}）', '{name} ({type})', { name, type: argumentWords(parameter.type, words) });
  const set = (next: unknown) => edit((now) => setStatePart(now, card.path, ['with', name], next), `${card.path}.with.${name}`);
  const first = parameter.default ?? { duration: 'P3D', moment: 'state.entered', role: 'duty-officer', form: Object.keys(definition.forms ?? {})[0] ?? '', target: targets[0]?.value ?? '', title: card.title }[parameter.type];
  const free = parameter.optional === true || parameter.default !== undefined;
  const given = free && <Checkbox checked={value !== undefined} disabled={!mayEdit} onChange={(event) => set(event.target.checked ? first : undefined)}>{value === undefined ? say('不另给', 'not given') : say('给出', 'given')}</Checkbox>;
  if (value === undefined && free) return <FieldRow label={label}>{given}</FieldRow>;
  if (parameter.type === 'moment' && (value === undefined || typeof value === 'string')) return <>{given}<WhenField label={label} dueAt={value ?? ''} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} only="moment" disabled={!mayEdit} onChange={({ dueAt }) => { if (dueAt !== undefined && dueAt.trim() !== '') set(dueAt); }} /></>;
  if (parameter.type === 'title') return <>{given}<ArgumentField type="title" label={label} value={value} onChange={set} /></>;
  return <FieldRow label={label}>{given}<ArgumentField type={parameter.type} label={label} value={value} targets={targets} onChange={set} /></FieldRow>;
}
