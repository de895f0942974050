import { describeFlow, fragmentAlone, fragmentOf, namedWithin, type ArgumentType, type Definition, type Flow, type ParameterDefinition } from '@stationhouse/workflow';
import { useWords, type Words } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import type { Work } from './work.js';

/** What a fragment may be given, in words. */
export function argumentWords(type: ArgumentType, { say }: Words): string {
  return { duration: say('时长', 'A duration'), moment: say('时间', 'A moment'), form: say('表单', 'A form'), role: say('岗位', 'A role'), target: say('去向', 'Where it leads'), title: say('名称', 'A title') }[type];
}

/** The names under which a fragment is given things of a type, as they are written inside of it. */
export function givenNames(definition: Definition, path: string, type: ArgumentType): readonly string[] {
  const fragment = fragmentOf(path);
  return fragment === undefined ? [] : Object.entries(definition.fragments?.[fragment]?.parameters ?? {}).filter(([, one]) => one.type === type).map(([name]) => `$${name}`);
}

/** The states of a fragment as cards; none for a name that no fragment has. */
export function fragmentFlow(definition: Definition, name: string): Flow | undefined {
  const alone = fragmentAlone(definition, name, { 'zh-CN': `片段 ${name}`, en: `Fragment ${name}` });
  return alone === undefined ? undefined : describeFlow(alone, { every: true });
}

/**
 * What the parts of the page work with inside of a fragment: its own cards, and what it is given among the parameters. The same as outside where no fragment is open.
 */
export function useWithin(work: Work, path: string | undefined): Work {
  const words = useWords();
  const name = path === undefined ? undefined : fragmentOf(path);
  return useMemo(() => {
    const flow = name === undefined ? undefined : fragmentFlow(work.definition, name);
    if (name === undefined || flow === undefined) return work;
    const given = Object.entries(work.definition.fragments?.[name]?.parameters ?? {}).flatMap(([key, { type }]): [string, ParameterDefinition][] => {
      const title = { 'zh-CN': `使用处给出的${argumentWords(type, words)} ${key}`, en: `${key}, given where it is used` };
      return type === 'duration' ? [[key, { title, type, default: 'P1D' }]] : type === 'role' ? [[key, { title, type, default: '' }]] : [];
    });
    return {
      ...work, flow, definition: { ...work.definition, parameters: { ...Object.fromEntries(given), ...work.definition.parameters } },
      edit: (change, group) => work.edit((text) => namedWithin(change(text), name), group),
    };
  }, [work, name, words]);
}
