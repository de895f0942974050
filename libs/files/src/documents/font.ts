import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';

/** 思源宋体 (Noto Serif SC, OFL): Song letters as official papers have them, 30,900 signs. Only the signs of a paper are embedded in its PDF. */
const PACKAGE = '@expo-google-fonts/noto-serif-sc';
const FILES = { normal: `${PACKAGE}/400Regular/NotoSerifSC_400Regular.ttf`, bold: `${PACKAGE}/700Bold/NotoSerifSC_700Bold.ttf` } as const;
const require = createRequire(import.meta.url);

/** The height of a line over the size of its letters, by the font itself. */
export const FONT_LINE = 1.437;

export interface FontFiles {
  readonly normal: Buffer;
  readonly bold: Buffer;
}

let files: FontFiles | undefined;
let known: ((codePoint: number) => boolean) | undefined;

/** The font's files, read once in a process. */
export function fontFiles(): FontFiles {
  files ??= { normal: readFileSync(require.resolve(FILES.normal)), bold: readFileSync(require.resolve(FILES.bold)) };
  return files;
}

/** The signs of a text that the font has not, each once. */
export function missingSigns(words: string): string[] {
  if (known === undefined) {
    const font = create(fontFiles().normal);
    known = (codePoint) => font.hasGlyphForCodePoint(codePoint);
  }
  const has = known;
  // Marks that only tell how to draw the sign before them, and spaces of every width, print nothing.
  return [...new Set(words)].filter((sign) => !/[\s\p{Cf}\p{Cc}\u{fe00}-\u{fe0f}]/u.test(sign) && !has(sign.codePointAt(0) ?? 0));
}
