import { text, type Bilingual } from '@stationhouse/kernel';
import { same } from '../merge/tree.js';
import type { Json } from '../types.js';
import type { ExtraField } from './grammar.js';

/** What became of a question: `新增问题“是否需要法律援助”`, `问题“…”改为必填，修改选项`. At least one of the two is there. */
export function questionsInWords(was: ExtraField | undefined, is: ExtraField | undefined): Bilingual {
  const title = (was ?? is)?.title ?? text('', '');
  if (was === undefined || is === undefined) {
    if (is === undefined) return text(`删去问题“${title['zh-CN']}”`, `question “${title.en}” removed`);
    return is.required === true ? text(`新增必填问题“${title['zh-CN']}”`, `required question “${title.en}” added`) : text(`新增问题“${title['zh-CN']}”`, `question “${title.en}” added`);
  }
  const parts = PARTS.flatMap(({ keys, say }) => (keys.every((key) => same(was[key] as Json | undefined, is[key] as Json | undefined)) ? [] : [say(was, is)]));
  const told = parts.length > 0 ? parts : [text('调整', 'changed')];
  return text(`问题“${title['zh-CN']}”${told.map((part) => part['zh-CN']).join('，')}`, `question “${title.en}” ${told.map((part) => part.en).join(', ')}`);
}

interface Part {
  readonly keys: readonly (keyof ExtraField)[];
  readonly say: (was: ExtraField, is: ExtraField) => Bilingual;
}

const PARTS: readonly Part[] = [
  { keys: ['title'], say: (_, { title }) => text(`改为“${title['zh-CN']}”`, `now reads “${title.en}”`) },
  { keys: ['required'], say: (_, { required }) => (required === true ? text('改为必填', 'now required') : text('改为选填', 'no longer required')) },
  { keys: ['type', 'format', 'minimum', 'maximum', 'maxLength'], say: () => text('修改答案的类型或范围', 'another kind or range of answer') },
  { keys: ['oneOf'], say: () => text('修改选项', 'choices changed') },
  { keys: ['when'], say: (_, { when }) => (when === undefined ? text('不再有提问条件', 'always asked') : text('修改提问条件', 'asked under another condition')) },
  { keys: ['description'], say: () => text('修改说明', 'explanation changed') },
  { keys: ['x-personal'], say: (was, is) => text(`个人信息等级 ${was['x-personal'] ?? '无'} → ${is['x-personal'] ?? '无'}`, `class of personal data ${was['x-personal'] ?? 'none'} → ${is['x-personal'] ?? 'none'}`) },
];
