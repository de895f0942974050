import type { Bilingual } from '@stationhouse/kernel';

/**
 * One thing that a plugin's code does and a copy cannot: `asked` – a person answers instead; `byHand` – a person does it instead; `leftOut` – nothing
 * does, and the text says what could stand there; `kept` – it came with it, and still means the workflow that was copied.
 */
export interface CopyNote {
  readonly kind: 'asked' | 'byHand' | 'leftOut' | 'kept';
  /** Where in the copy to look: `forms.registration`, `states.graded`. */
  readonly path: string;
  /** What the plugin did, and what stands or could stand instead. */
  readonly text: Bilingual;
}

/** What is noted while a copy is made: once for each thing, with every place it was met. */
export class Notes {
  private readonly noted = new Map<string, { kind: CopyNote['kind']; paths: string[]; places: Bilingual[]; words: (places: Bilingual) => Bilingual }>();

  /** @param place what people call the place @param words what is said, of all the places together */
  note(kind: CopyNote['kind'], of: string, path: string, place: Bilingual, words: (places: Bilingual) => Bilingual): void {
    const known = this.noted.get(`${kind} ${of}`) ?? { kind, paths: [], places: [], words };
    this.noted.set(`${kind} ${of}`, known);
    known.paths.push(path);
    if (!known.places.some((one) => one['zh-CN'] === place['zh-CN'])) known.places.push(place);
  }

  get all(): readonly CopyNote[] {
    return [...this.noted.values()].map(({ kind, paths: [path = ''], places, words }) => ({ kind, path, text: words({ 'zh-CN': places.map((one) => `“${one['zh-CN']}”`).join('、'), en: places.map(({ en }) => `“${en}”`).join(', ') }) }));
  }
}
