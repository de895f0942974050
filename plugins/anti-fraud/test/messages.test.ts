import { describe, expect, it } from '@jest/globals';
import { GRADES, messagesFor } from '@stationhouse/anti-fraud-common';
import { compiled } from './definition.js';

const all = GRADES.flatMap((grade) => messagesFor(grade));
const spoken = all.flatMap(({ words }) => [words['zh-CN'], words.en]);

describe('messages to a person', () => {
  it('tell to hang up and dial, whatever the grade', () => {
    for (const { words } of all) {
      expect(words['zh-CN']).toMatch(/挂断.*96110或110/);
      expect(words.en).toMatch(/hang up.*96110 or 110/i);
    }
  });

  it('hold no link, no other number, and nothing but the station’s name', () => {
    for (const words of spoken) {
      expect(words).not.toMatch(/:\/\/|www|[a-z0-9]\.[a-z]{2,}/i);
      expect(words.match(/\d+/g)?.filter((digits) => !['110', '96110'].includes(digits))).toEqual([]);
      expect(words.match(/\{\w+\}/g)).toEqual(['{station}']);
    }
  });

  it('are those that the record of a message knows, and all of them', () => {
    const { schema } = compiled().forms['message'] ?? {};
    const { text } = (schema as { properties: { text: { oneOf: { const: string }[] } } }).properties;
    expect([...new Set(all.map(({ key }) => key))].sort()).toEqual(text.oneOf.map((one) => one.const).sort());
  });

  it('begin with what matters most: no payment where one is near', () => {
    expect(messagesFor('high')[0]?.key).toBe('stopPaying');
    expect(messagesFor('low').map(({ key }) => key)).not.toContain('stopPaying');
  });
});
