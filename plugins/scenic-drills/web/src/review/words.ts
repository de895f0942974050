import { lengthOf, type Objective } from '@stationhouse/scenic-drills-common';
import type { Tone, Words } from '@stationhouse/plugin-web';

/** How an objective stands: word and tone. */
export function resultOf(result: string, { say }: Pick<Words, 'say'>): { readonly words: string; readonly tone: Tone } {
  const known: Readonly<Record<Objective['result'], { words: string; tone: Tone }>> = {
    MET: { words: say('✓ 达成', '✓ Met'), tone: 'ok' },
    NOT_MET: { words: say('✗ 未达成', '✗ Not met'), tone: 'bad' },
    NOT_YET: { words: say('… 待评定', '… Pending'), tone: 'plain' },
    NOT_MEASURABLE: { words: say('— 未评定', '— Not assessed'), tone: 'plain' },
  };
  return known[result as Objective['result']] ?? known.NOT_YET;
}

export const NOTE_KINDS = ['good', 'improve', 'safety'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** The kind of a note: word, sign and tone; the sign says it without the colour. */
export function noteKindOf(kind: NoteKind, { say }: Pick<Words, 'say'>): { readonly words: string; readonly sign: string; readonly tone: Tone } {
  return { good: { words: say('做得好', 'Well done'), sign: '＋', tone: 'ok' as const }, improve: { words: say('待改进', 'To improve'), sign: '△', tone: 'warn' as const }, safety: { words: say('安全', 'Safety'), sign: '!', tone: 'bad' as const } }[kind];
}

/** 0 to 100, or that nothing was assessed. */
export function pointsOf(value: number | null | undefined, { say }: Pick<Words, 'say'>): string {
  return value === null || value === undefined ? say('未评定', 'not assessed') : value.toFixed(1);
}

/** A time measured against its target. */
export function timeOf({ measuredSeconds, targetSeconds }: { readonly measuredSeconds?: number | null | undefined; readonly targetSeconds: number }, { say, textOf }: Words): string {
  const target = inWords(targetSeconds, textOf);
  return measuredSeconds === null || measuredSeconds === undefined ? say('要求 {target}', 'within {target}', { target }) : say('{measured}（要求 {target}）', '{measured} (within {target})', { measured: inWords(measuredSeconds, textOf), target });
}

function inWords(seconds: number, textOf: Words['textOf']): string {
  const words = lengthOf(seconds);
  return textOf({ zhCN: words['zh-CN'], en: words.en });
}
