import { describe, expect, it } from '@jest/globals';
import { validator } from '../src/form/validator.js';
import type { RJSFSchema } from '@rjsf/utils';

const schema: RJSFSchema = {
  type: 'object', required: ['risk'],
  properties: { risk: { type: 'string', oneOf: [{ const: 'red', title: '红' }, { const: 'blue', title: '蓝' }] }, parties: { type: 'array', items: { $ref: '#/$defs/party' } } },
  $defs: { party: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 3 } } } },
};
const problems = (value: unknown) => validator.validateFormData(value, schema).errors.map(({ name, property }) => [name, property]);

describe('validator without code at run time', () => {
  it('accepts what fits', () => {
    expect(problems({ risk: 'red', parties: [{ name: '周某' }] })).toEqual([]);
  });

  it('names the missing field, and fields inside lists', () => {
    expect(problems({})).toEqual([['required', '.risk']]);
    expect(problems({ risk: 'red', parties: [{}] })).toEqual([['required', '.parties.0.name']]);
    expect(problems({ risk: 'red', parties: [{ name: '欧阳某某' }] })).toEqual([['maxLength', '.parties.0.name']]);
  });

  it('tells a branch of a choice that fits from one that does not', () => {
    expect(validator.isValid({ const: 'red' }, 'red', schema)).toBe(true);
    expect(validator.isValid({ const: 'red' }, 'blue', schema)).toBe(false);
  });
});
