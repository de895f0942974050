import { describe, expect, it } from '@jest/globals';
import { ANY_ITEM, classBySchema, covers, DATA_CLASSES, maskBySchema, maskText, readerOf, withReader, type DataClass } from '@stationhouse/access';
import fc from 'fast-check';

const han = fc.mapToConstant({ num: 2000, build: (code) => String.fromCodePoint(0x4e00 + code * 7) });
const digits = (min: number, max = min) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

/** Every stretch of `length` characters of a text. */
function fragments(value: string, length: number): string[] {
  const characters = [...value];
  return Array.from({ length: Math.max(0, characters.length - length + 1) }, (_, index) => characters.slice(index, index + length).join(''));
}

describe('masking one value', () => {
  it('shows a value whole to a level that covers its class, and only then', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom(...DATA_CLASSES), fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const), (value, level, dataClass) => {
        const covered = DATA_CLASSES.indexOf(level) >= DATA_CLASSES.indexOf(dataClass);
        expect(maskText(value, 'text', dataClass, level)).toBe(covered ? value : null);
      }),
    );
  });

  it('shows P0 nothing at all, of any kind', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('name' as const, 'phone' as const, 'idNumber' as const, 'address' as const, 'text' as const), (value, kind) => {
        expect(maskText(value, kind, 'P2', 'P0')).toBeNull();
        expect(maskText(value, kind, 'P3', 'P1')).toBeNull();
      }),
    );
  });

  it.each([
    ['张三丰', '张*'],
    ['张伟', '张*'],
    ['欧阳修', '欧阳*'],
    ['欧阳', '欧*'],
    ['  李 四 ', '李*'],
    ['张', '*'],
    ['John Smith', '*'],
    ['', '*'],
    ['𠮷田花子', '𠮷*'],
  ])('keeps the surname of %s', (name, shown) => expect(maskText(name, 'name', 'P2', 'P1')).toBe(shown));

  it.each([
    ['13812345678', '138****5678'],
    ['+86 138-1234-5678', '138****5678'],
    ['008613812345678', '138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['+1 (215) 555-0142', '121****0142'],
    ['0571-8765432', '057****5432'],
    ['87654321', '****'],
    ['110', '****'],
    ['call me', '****'],
  ])('keeps 3+4 of the phone %s', (phone, shown) => expect(maskText(phone, 'phone', 'P2', 'P1')).toBe(shown));

  it.each([
    ['110101199003074578', '**************4578'],
    ['11010119900307457X', '**************457X'],
    ['E12345678', '******************'],
  ])('keeps the last four of the id %s', (id, shown) => expect(maskText(id, 'idNumber', 'P2', 'P1')).toBe(shown));

  it('lets P1 no given name through', () => {
    fc.assert(
      fc.property(fc.array(han, { minLength: 2, maxLength: 6 }), (characters) => {
        const shown = maskText(characters.join(''), 'name', 'P2', 'P1') ?? '';
        const given = characters.slice(characters.length > 2 ? 2 : 1);
        const surname = characters.slice(0, 2);
        for (const character of given.filter((one) => !surname.includes(one))) expect(shown).not.toContain(character);
        expect([...shown].length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('lets P1 no hidden digit of a phone or id through, nor their number', () => {
    fc.assert(
      fc.property(digits(11, 20), digits(15, 20), (phone, id) => {
        const shownPhone = maskText(phone, 'phone', 'P2', 'P1') ?? '';
        expect(shownPhone).toMatch(/^\d{3}\*{4}\d{4}$/);
        for (const part of fragments(phone, 5)) expect(shownPhone).not.toContain(part);
        const shownId = maskText(id, 'idNumber', 'P2', 'P1') ?? '';
        expect(shownId).toBe(`${'*'.repeat(14)}${id.slice(-4)}`);
      }),
    );
    fc.assert(fc.property(digits(0, 10), (short) => expect(maskText(short, 'phone', 'P2', 'P1')).toBe('****')));
    fc.assert(fc.property(digits(0, 14), (short) => expect(maskText(short, 'idNumber', 'P2', 'P1')).toBe('*'.repeat(18))));
  });
});

describe('a record’s reader', () => {
  it('cannot be brought along by JSON, copied by a spread, or listed', () => {
    const record = withReader({ id: 1 }, { level: 'P2', stationId: 's' });
    expect(readerOf(record)).toEqual({ level: 'P2', stationId: 's' });
    expect(Object.keys(record)).toEqual(['id']);
    expect(readerOf({ ...record })).toBeUndefined();
    expect(readerOf(JSON.parse(JSON.stringify(record)))).toBeUndefined();
    expect(readerOf(JSON.parse('{"stationhouse:reader":{"level":"P3"},"Symbol(stationhouse:reader)":{"level":"P3"}}'))).toBeUndefined();
    expect([null, undefined, 'text', 4].map(readerOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('masking JSON by its schema', () => {
  const schema = {
    type: 'object',
    properties: {
      cause: { enum: ['noise', 'pet'] },
      summary: { type: 'string', 'x-personal': 'P2' },
      parties: { type: 'array', items: { $ref: '#/$defs/party' }, 'x-personal': 'P2' },
      caller: { type: 'string', 'x-personal': 'P2', 'x-kind': 'phone' },
      child: { type: 'object', 'x-personal': 'P3', properties: { name: { type: 'string', 'x-kind': 'name' } } },
      pair: { prefixItems: [{ type: 'string' }, { type: 'string', 'x-personal': 'P2' }], items: { type: 'string', 'x-personal': 'P3' } },
    },
    $defs: { party: { type: 'object', properties: { name: { type: 'string', 'x-kind': 'name' }, phone: { type: 'string', 'x-kind': 'phone' }, adult: { type: 'boolean' } } } },
  };
  const data = {
    cause: 'noise',
    summary: '楼上夜间装修',
    parties: [{ name: '王小明', phone: '13812345678', adult: true, note: '欠债' }],
    caller: '13912345678',
    child: { name: '王小小' },
    pair: ['open', 'shut', 'sealed'],
    extra: 'free text',
  };

  it('shows each level what it may see', () => {
    expect(maskBySchema(schema, data, 'P3')).toEqual(data);
    expect(maskBySchema(schema, data, 'P2')).toEqual({ ...data, child: { name: null }, pair: ['open', 'shut', null] });
    expect(maskBySchema(schema, data, 'P1')).toEqual({ cause: 'noise', summary: null, parties: [{ name: '王*', phone: '138****5678', adult: null }], caller: '139****5678', child: { name: null }, pair: ['open', null, null] });
    expect(maskBySchema(schema, data, 'P0')).toEqual({ cause: 'noise', summary: null, parties: [{ name: null, phone: null, adult: null }], caller: null, child: { name: null }, pair: ['open', null, null] });
  });

  it('does not change what it was given', () => {
    const before = JSON.stringify(data);
    maskBySchema(schema, data, 'P0');
    expect(JSON.stringify(data)).toBe(before);
  });

  it.each<[string, unknown]>([
    ['no schema', undefined],
    ['true', true],
    ['an empty schema for an object', {}],
    ['a reference that leads nowhere', { $ref: '#/$defs/gone' }],
    ['a reference to another document', { $ref: 'https://elsewhere.example/x' }],
    ['a reference to itself', { $ref: '#' }],
    ['a reference through a prototype', { $ref: '#/__proto__/x' }],
    ['an unknown class', { properties: { secret: { 'x-personal': 'p2' } } }],
    ['one branch that marks it', { properties: { secret: { type: 'string', anyOf: [{ type: 'string' }, { 'x-personal': 'P2' }] } } }],
    ['a condition that marks it', { properties: { secret: { type: 'string' } }, if: {}, then: { properties: { secret: { 'x-personal': 'P2' } } } }],
    ['a reference beside properties', { $ref: '#/$defs/marked', properties: { secret: { type: 'string' } }, $defs: { marked: { properties: { secret: { 'x-personal': 'P2' } } } } }],
    ['a pattern that may fit', { properties: { secret: { type: 'string' } }, patternProperties: { '^s': { 'x-personal': 'P2' } } }],
    ['a marked parent', { 'x-personal': 'P2', properties: { secret: { type: 'string' } } }],
    ['additional properties that are marked', { additionalProperties: { type: 'string', 'x-personal': 'P2' } }],
  ])('fails closed with %s', (_name, broken) => {
    for (const level of ['P0', 'P1'] as const) expect(JSON.stringify(maskBySchema(broken, { secret: 'canary' }, level)) ?? '').not.toContain('canary');
  });

  it('leaks no fragment of a marked value, wherever it lies', () => {
    const canary = fc.string({ unit: han, minLength: 4, maxLength: 12 });
    const place = fc.letrec<{ node: { schema: Record<string, unknown>; data: (canary: string) => unknown } }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant({ schema: { type: 'string', 'x-personal': 'P2' }, data: (value: string): unknown => value }),
        fc.tuple(fc.constantFrom('a', 'b', 'name'), tie('node')).map(([key, inner]) => ({ schema: { type: 'object', properties: { [key]: inner.schema } }, data: (value: string) => ({ [key]: inner.data(value), other: value }) })),
        tie('node').map((inner) => ({ schema: { type: 'array', items: inner.schema }, data: (value: string) => [inner.data(value), inner.data(value)] })),
        tie('node').map((inner) => ({ schema: { allOf: [{}, inner.schema] }, data: inner.data })),
        tie('node').map((inner) => ({ schema: { oneOf: [inner.schema, { type: 'null' }] }, data: inner.data })),
      ),
    }));
    fc.assert(
      fc.property(canary, place.node, fc.constantFrom<DataClass>('P0', 'P1'), (value, { schema: drawn, data: make }, level) => {
        const shown = JSON.stringify(maskBySchema(drawn, make(value), level));
        for (const fragment of fragments(value, 2)) expect(shown).not.toContain(fragment);
      }),
    );
  });

  it('names the class of a path: a value is shown whole where the level covers it, and not otherwise', () => {
    const classes = { cause: 'P0', summary: 'P2', caller: 'P2', extra: 'P2', 'parties.*.name': 'P2', 'parties.*.note': 'P2', 'child.name': 'P3', 'pair.*': 'P3' };
    for (const [path, dataClass] of Object.entries(classes)) expect({ path, dataClass: classBySchema(schema, path.split('.')) }).toEqual({ path, dataClass });
    const drawn = fc.letrec<{ node: { schema: object; path: string[]; data: unknown } }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('P0', 'P1', 'P2', 'P3').map((level) => ({ schema: { type: 'string', 'x-personal': level }, path: [], data: '一二三四五' })),
        fc.tuple(fc.constantFrom('a', 'b'), tie('node'), fc.constantFrom('P0', 'P1', 'P2')).map(([key, inner, level]) => ({ schema: { 'x-personal': level, properties: { [key]: inner.schema } }, path: [key, ...inner.path], data: { [key]: inner.data } })),
        tie('node').map((inner) => ({ schema: { items: inner.schema }, path: [ANY_ITEM, ...inner.path], data: [inner.data] })),
        tie('node').map((inner) => ({ schema: { anyOf: [inner.schema] }, path: inner.path, data: inner.data })),
        tie('node').map((inner) => ({ schema: {}, path: ['unsaid', ...inner.path], data: { unsaid: inner.data } })),
      ),
    }));
    fc.assert(
      fc.property(drawn.node, fc.constantFrom<DataClass>('P0', 'P1', 'P2', 'P3'), (one, level) => {
        const whole = JSON.stringify(maskBySchema(one.schema, one.data, level)) === JSON.stringify(one.data);
        expect(whole).toBe(covers(level, classBySchema(one.schema, one.path)));
      }),
    );
  });

  it('ends on data and schemas of any depth', () => {
    const deep = Array.from({ length: 5000 }).reduce<unknown>((inner) => ({ a: inner }), 'canary');
    const recursive = { properties: { a: { $ref: '#' } } };
    expect(JSON.stringify(maskBySchema(recursive, deep, 'P3'))).not.toContain('canary');
  });
});
