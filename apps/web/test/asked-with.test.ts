import { describe, expect, it } from '@jest/globals';
import { schemaAsked, valueAsked } from '../src/form/with.js';

const schema = { type: 'object', properties: { note: {}, person: { type: 'object', properties: { minor: { type: 'boolean' }, guardian: { type: 'object', properties: { phone: {} } } } } } };
const hints = { person: { guardian: { 'ui:with': 'minor' } } };

describe('fields asked together with a tick', () => {
  it('are asked while it is there, and only then', () => {
    expect(schemaAsked(schema, hints, { person: { minor: true } })).toEqual(schema);
    for (const value of [undefined, {}, { person: {} }, { person: { minor: false } }]) {
      expect(schemaAsked(schema, hints, value)).toEqual({ type: 'object', properties: { note: {}, person: { type: 'object', properties: { minor: { type: 'boolean' } } } } });
    }
  });

  it('are not sent once it is taken back; everything else is', () => {
    const value = { note: '略', person: { minor: false, guardian: { phone: '13900000002' } } };
    expect(valueAsked(value, hints)).toEqual({ note: '略', person: { minor: false } });
    expect(valueAsked({ ...value, person: { ...value.person, minor: true } }, hints)).toMatchObject({ person: { guardian: { phone: '13900000002' } } });
  });

  it('nothing is left out without a hint', () => {
    expect(schemaAsked(schema, {}, {})).toEqual(schema);
    expect(valueAsked({ person: { guardian: {} } }, {})).toEqual({ person: { guardian: {} } });
  });
});
