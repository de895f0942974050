/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { schemaForOutcome, shownPart } from '../src/form/outcome.js';

const outcomes = [{ id: 'agreed', requires: ['terms', 'performBy'] }, { id: 'failed', requires: ['reason'] }];
const schema = { type: 'object', required: ['place'], properties: { place: {}, terms: {}, performBy: {}, reason: {}, note: {} } };

describe('the form of an outcome', () => {
  it('asks for what the outcome needs and leaves out what only others need', () => {
    expect(schemaForOutcome(schema, {}, outcomes, 'failed')).toEqual({ type: 'object', required: ['place', 'reason'], properties: { place: {}, reason: {}, note: {} } });
    expect(schemaForOutcome(schema, {}, outcomes, 'agreed')).toMatchObject({ required: ['place', 'terms', 'performBy'], properties: { note: {} } });
  });

  it('asks for a field that a hint keeps for some outcomes with these only', () => {
    const hints = { note: { 'ui:outcomes': ['agreed'] }, 'ui:order': ['place', '*'] };
    expect(schemaForOutcome(schema, hints, outcomes, 'agreed')).toMatchObject({ properties: { place: {}, terms: {}, performBy: {}, note: {} } });
    expect(schemaForOutcome(schema, hints, outcomes, 'failed')).toEqual({ type: 'object', required: ['place', 'reason'], properties: { place: {}, reason: {} } });
  });

  it('is the whole form while nothing is chosen', () => {
    expect(schemaForOutcome(schema, {}, outcomes, '')).toBe(schema);
  });

  it('sends nothing that was written under another outcome', () => {
    expect(shownPart({ reason: '不同意', terms: '每日 21 时后安静' }, schemaForOutcome(schema, {}, outcomes, 'failed'))).toEqual({ reason: '不同意' });
  });
});
