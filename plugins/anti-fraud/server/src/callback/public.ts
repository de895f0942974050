import { badInput, parseText, text } from '@stationhouse/kernel';
import { definePublicQuestion } from '@stationhouse/plugin-api';
import type { JsonObject } from '@stationhouse/workflow';
import { parseCode } from './code.js';
import { checkCode } from './codes.js';

/**
 * The public page of the call-back check. `{ code, key }` → `{ result: genuine, station }`, else `{ result: notGenuine }` – which of forged, used or expired it is would help a swindler –, or `{ result: paused }`
 * while too many wrong codes came in. A genuine one is used up, and the alert hears it.
 */
export const publicCheck = definePublicQuestion({
  id: 'callback',
  open: ({ callbackPublic }) => callbackPublic === true,
  answer: async (rows, { code, key }): Promise<JsonObject> => {
    if (typeof code !== 'string' || typeof key !== 'string') throw badInput('body', text('请求内容有误，请刷新页面后重试。', 'The request is not one this page makes. Reload the page and try again.'));
    const checked = await checkCode(rows, { code: parseCode(parseText(code, 'code', 40)), way: 'PUBLIC', idempotencyKey: parseText(key, 'key', 200) });
    // In an exercise nobody out there was called.
    if (checked.outcome === 'genuine' && !checked.row.exercise) return { result: 'genuine', station: checked.row.stationName };
    return { result: checked.outcome === 'locked' ? 'paused' : 'notGenuine' };
  },
});
