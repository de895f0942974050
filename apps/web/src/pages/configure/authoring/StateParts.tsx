import { useWords } from '@stationhouse/plugin-web';
import { setStatePart, writeAssignment, type FlowCard, type JsonObject, type StateDefinition } from '@stationhouse/workflow';
import { Checkbox, Select } from 'antd';
import { FieldRow } from '../FieldRow.js';
import { WhoField, type Who } from '../WhoField.js';
import { ClockFields } from './ClockFields.js';
import { clocksOf, parametersOf, withCounted } from './parameters.js';
import { placeOf } from './places.js';
import { KeyField, TitleField } from './TitleField.js';
import { useWork } from './work.js';

interface PartProps {
  readonly card: FlowCard;
  readonly state: StateDefinition;
}

/** What a state says besides its tasks and ways: who does the tasks inside, which clocks stand still, where a return leads. */
export function StateRest({ card, state }: PartProps) {
  const { say, textOf } = useWords();
  const { definition, flow, edit, mayEdit } = useWork();
  const set = (part: string, value: unknown) => edit((now) => setStatePart(now, card.path, [part], value), `${card.path}.${part}`);
  const own = state.clock === undefined ? undefined : (state.clock.key ?? card.path.split('.').at(-1));
  const clocks = clocksOf(definition, textOf).filter(({ value }) => value !== own);
  const around = card.path.split('.').slice(0, -1).join('.');
  const beside = flow.cards.filter(({ path }) => path !== card.path && path.split('.').slice(0, -1).join('.') === around).map(({ path, title }) => ({ value: path.split('.').at(-1) ?? '', label: textOf(title) }));
  const whole = card.kind === 'group' || card.kind === 'parallel';
  const first = { role: 'duty-officer' };
  const assign = (who: Who | undefined) => set('assign', who === undefined ? undefined : (who.assign ?? writeAssignment({ kind: 'roles', cases: [], otherwise: [who.role ?? first.role] })));
  return (
    <>
      {(whole || state.assign !== undefined) && (
        <div data-place={placeOf(card.path, definition, ['assign'])}>
          <Checkbox checked={state.assign !== undefined} disabled={!mayEdit} onChange={(event) => assign(event.target.checked ? first : undefined)}>{say('其中未另行指定的任务，统一由下列岗位办理', 'Tasks inside that name nobody are for the same people')}</Checkbox>
          {state.assign !== undefined && <WhoField assign={state.assign} dataSchema={definition.data as JsonObject} earlier={[]} parameters={parametersOf(definition, 'role', textOf)} disabled={!mayEdit} onChange={assign} />}
        </div>
      )}
      {state.history !== undefined && (
        <FieldRow label={say('回到原处', 'Back where it was')}>
          <Select<'shallow' | 'deep'> aria-label={say('回到哪一层', 'How far in it goes back')} value={state.history} disabled={!mayEdit} popupMatchSelectWidth={false} options={[{ value: 'shallow', label: say('离开时所在的步骤，从头开始', 'to the step it was in, from its beginning') }, { value: 'deep', label: say('离开时所在的最内层', 'to the innermost places it was in') }]} onChange={(history) => set('history', history)} />
          <span>{say('尚未进入过时转到', 'and where nothing was entered yet, to')}</span>
          <Select<string> aria-label={say('尚未进入过时转到', 'Where to when nothing was entered yet')} value={state.default ?? ''} disabled={!mayEdit} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('第一步', 'the first step') }, ...beside]} onChange={(next) => set('default', next || undefined)} />
        </FieldRow>
      )}
      {(clocks.length > 0 || state.pauses !== undefined) && card.kind !== 'end' && card.kind !== 'branch' && state.history === undefined && (
        <div data-place={placeOf(card.path, definition, ['pauses'])}>
          <FieldRow label={say('在此期间暂停的时限', 'Clocks that stand still meanwhile')}><Select<string[]> mode="multiple" aria-label={say('在此期间暂停的时限', 'Clocks that stand still meanwhile')} placeholder={say('不暂停', 'None')} value={[...(state.pauses ?? [])]} disabled={!mayEdit} style={{ minWidth: 200 }} popupMatchSelectWidth={false} options={[...clocks]} onChange={(pauses) => set('pauses', pauses.length === 0 ? undefined : pauses)} /></FieldRow>
        </div>
      )}
    </>
  );
}

/** The clock that runs while the state is active. */
export function ClockPart({ card, state }: PartProps) {
  const { say } = useWords();
  const { definition, text, edit, mayEdit } = useWork();
  const { clock } = state;
  const put = (parts: Readonly<Record<string, unknown>>, before: (now: string) => string = (now) => now) => edit((now) => Object.entries(parts).reduce((done, [part, value]) => setStatePart(done, card.path, ['clock', part], value), before(now)), `${card.path}.clock.${Object.keys(parts).join('.')}`);
  const counted = (iso: string, calendar: 'workingDays' | 'shifts') => {
    const made = withCounted(text, definition, card.title, iso, calendar);
    put({ budget: made.reference, until: undefined }, () => made.text);
  };
  const key = card.path.split('.').at(-1) ?? '';
  return (
    <section className="cf-section" aria-label={say('时限', 'Clock')} data-place={placeOf(card.path, definition, ['clock'])}>
      <h3>{say('时限', 'Clock')}</h3>
      <Checkbox checked={clock !== undefined} disabled={!mayEdit} onChange={(event) => edit((now) => setStatePart(now, card.path, ['clock'], event.target.checked ? { title: card.title, budget: 'P7D' } : undefined))}>{say('在此期间计时', 'A clock runs meanwhile')}</Checkbox>
      {clock !== undefined && (
        <>
          {typeof clock.title !== 'string' && <TitleField label={say('时限名称', 'What the clock is called')} value={clock.title ?? card.title} disabled={!mayEdit} onChange={(title) => put({ title })} />}
          <ClockFields clock={clock} onPut={put} onCounted={counted} />
          <KeyField label={say('暂停它时所用的名称', 'What it is called where it stands still')} value={clock.key ?? key} taken={new Set()} disabled={!mayEdit} onChange={(next) => put({ key: next === key ? undefined : next })} />
        </>
      )}
    </section>
  );
}
