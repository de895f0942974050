import { Loading, useWords } from '@stationhouse/plugin-web';
import { fragmentOf, targetText, type JsonObject } from '@stationhouse/workflow';
import { Input } from 'antd';
import { lazy, Suspense } from 'react';
import { givenNames } from './fragments.js';
import { useWork } from './work.js';

const ConditionBuilder = lazy(() => import('../ConditionBuilder.js'));

/** The states one may go to from here, as they are named here. */
export function useTargets(from: string) {
  const { textOf } = useWords();
  const { flow, definition } = useWork();
  const { say } = useWords();
  const given = givenNames(definition, from, 'target').map((value) => ({ value, label: say('使用处给出的 {name}', '{name}, given where it is used', { name: value.slice(1) }) }));
  // The fragment as a whole leads only to where it is told to.
  if (fragmentOf(from) !== undefined && !from.includes('.')) return given;
  const beside = flow.cards.filter(({ path }) => path !== from).flatMap((card) => {
    // What lies around is not gone to from within.
    const target = from.startsWith(`${card.path}.`) ? undefined : targetText(from, card.path);
    return target === undefined || fragmentOf(card.path) !== fragmentOf(from) ? [] : [{ value: target, label: `${'　'.repeat(card.depth)}${textOf(card.title)}` }];
  });
  return [...beside, ...given];
}

interface GuardProps {
  readonly when: string | undefined;
  readonly because: string | undefined;
  readonly eventSchema: JsonObject | undefined;
  /** Something must stand there: another way comes after it. */
  readonly needed: boolean;
  readonly onPut: (changes: { when?: string | undefined; because?: string | undefined }, group: string) => void;
}

/** Under which condition a way is taken, and the rule behind it. */
export function Guard({ when, because, eventSchema, needed, onPut }: GuardProps) {
  const { say } = useWords();
  const { definition, mayEdit } = useWork();
  return (
    <>
      <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={say('什么情况下走这里', 'Under which condition')} of="way" source={when === undefined || when === 'true' ? '' : when} dataSchema={definition.data as JsonObject} eventSchema={eventSchema} disabled={!mayEdit} onChange={(next) => onPut({ when: next ?? (needed ? 'true' : undefined) }, 'when')} /></Suspense>
      <Input aria-label={say('依据', 'Because')} placeholder={say('依据的条款或规定（可不填）', 'The clause or rule behind it (may be left out)')} value={because ?? ''} maxLength={500} disabled={!mayEdit} onChange={(event) => onPut({ because: event.target.value || undefined }, 'because')} />
    </>
  );
}
