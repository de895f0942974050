/** What can be asked for below a field: its arguments, as they are written, and what is below it. */
export interface Askable {
  readonly args?: readonly string[];
  readonly below?: { readonly type: string; readonly fields: Readonly<Record<string, Askable>> };
}

/** A whole number from 0 to below the limit, the same ones for the same seed. */
export function diceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A selection that nobody would write: aliases, fields twice, fragments in fragments, and directives on `$yes` and `$no`. */
export function randomSelection(dice: (below: number) => number, below: NonNullable<Askable['below']>, fragments: string[]): string {
  const names = Object.keys(below.fields);
  let aliases = 0;
  const field = (): string => {
    if (dice(12) === 0) return '__typename';
    const name = names[dice(names.length)] ?? '';
    const { args, below: inner } = below.fields[name] ?? {};
    const written = args === undefined ? '' : `(${args[dice(args.length)] ?? ''})`;
    // What has arguments is always called something of its own, so that no two askings have to be one.
    const alias = written !== '' || dice(4) === 0 ? `a${(aliases += 1)}_${dice(1_000)}: ` : '';
    return `${alias}${name}${written}${directive()}${inner === undefined ? '' : ` ${randomSelection(dice, inner, fragments)}`}`;
  };
  const directive = (): string => (dice(6) > 0 ? '' : [' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)', ' @skip(if: $no) @include(if: $yes)'][dice(4)] ?? '');
  const part = (): string => {
    const fields = Array.from({ length: 1 + dice(3) }, field).join(' ');
    if (dice(6) === 0) return `...${dice(2) === 0 ? ` on ${below.type}` : ''}${directive()} { ${fields} }`;
    if (dice(8) > 0) return fields;
    const name = `F${fragments.length}`;
    fragments.push('');
    fragments[Number(name.slice(1))] = `fragment ${name} on ${below.type} { ${fields} }`;
    return `...${name}${directive()}`;
  };
  return `{ ${Array.from({ length: 1 + dice(4) }, part).join(' ')} }`;
}
