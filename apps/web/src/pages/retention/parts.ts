import type { Words } from '@stationhouse/plugin-web';

interface Part {
  readonly title: { readonly zhCN: string; readonly en: string };
  readonly keep: string;
}

/** Fields that go by the same rule at the same time, as one line. @param key beside the rule, what must be the same */
export function together<One extends Part>(parts: readonly One[], key: (part: One) => string): { readonly keep: string; readonly parts: readonly One[]; readonly first: One }[] {
  const groups = new Map<string, { keep: string; parts: One[]; first: One }>();
  for (const part of parts) {
    const name = `${part.keep} ${key(part)}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { keep: part.keep, parts: [part], first: part });
    else group.parts.push(part);
  }
  return [...groups.values()];
}

/** The names of some fields. */
export function titlesOf(parts: readonly Part[], { say, textOf }: Pick<Words, 'say' | 'textOf'>): string {
  return parts.map(({ title }) => textOf(title)).join(say('、', ', '));
}
