import { describe, expect, it } from '@jest/globals';
import { readLabelled } from '../labelled.js';

describe('a labelled file', () => {
  it('is CSV with titles, or JSON Lines with ids', () => {
    const narratives = [{ narrative: '做任务,垫付', label: 'orderBrushing' }, { narrative: '路灯坏了', label: undefined }];
    expect(readLabelled('\uFEFFText,Label\r\n"做任务,垫付",刷单返利\r\n路灯坏了,无\r\n')).toEqual({ narratives, faults: [] });
    expect(readLabelled('{"text":"做任务,垫付","label":"orderBrushing"}\n\n{"text":"路灯坏了","label":null}\n')).toEqual({ narratives, faults: [] });
  });

  it('is refused by line, without a word of it', () => {
    expect(readLabelled('text,label\n秘密甲,盗窃\n秘密乙,romance\n').faults).toEqual(['line 2: a label that is none of the twelve']);
    expect(readLabelled('narrative,label\n秘密甲,romance\n').faults).toEqual(['line 2: no text or no label']);
    expect(readLabelled('{"text":"秘密甲"\n').faults).toEqual(['line 1: not JSON']);
    expect(readLabelled('text,label\n"秘密甲,romance\n').faults.join()).not.toContain('秘密');
  });
});
