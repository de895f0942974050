import { text, type Bilingual } from '@stationhouse/kernel';
import type { z } from 'zod';

/** What the grammar calls its kinds, as somebody writes them in a file. */
const KINDS: Readonly<Record<string, Bilingual>> = {
  string: text('文字', 'text'),
  number: text('数字', 'a number'),
  int: text('整数', 'a whole number'),
  boolean: text(' true 或 false', 'true or false'),
  array: text('列表（每行以“- ”开头）', 'a list (each line begins with "- ")'),
  object: text('“名称: 值”各一行', 'lines of "name: value"'),
};
const ALIASES: Readonly<Record<string, string>> = { record: 'object', map: 'object', tuple: 'array' };
/** What the grammar says in words of its own. */
const OWN: Readonly<Record<string, string>> = {
  'write it in camelCase, starting with a small letter': '请用驼峰式命名，以小写字母开头。',
  'write a reference like $visitLead': '请写成引用，如 $visitLead。',
  'write an ISO 8601 duration like P3D, PT30M, P3M': '请写 ISO 8601 时长，如 P3D、PT30M、P3M。',
  'write a task and its outcome, like sign.signed': '请写成“任务.结果”，如 sign.signed。',
  'the pattern needs a counter like {00000}': '编号格式须含计数，如 {00000}。',
};
/** How the library begins what it says of itself; any other message is the grammar's own. */
const USUAL = /^(Invalid|Too) /;

/** What is wrong with a value, for its author: what stands there and what should. @param issue with its input */
export function grammarWords(issue: z.core.$ZodIssue): Bilingual {
  const own = OWN[issue.message];
  if (own !== undefined) return text(own, `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`);
  const said = USUAL.test(issue.message) ? ours(issue) : undefined;
  return said ?? text(`写法不符合要求：${issue.message}`, `Not as the grammar wants it: ${issue.message}`);
}

function ours(issue: z.core.$ZodIssue): Bilingual | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const kind = kindOf(issue.expected);
      if (issue.input === undefined) return text(`缺少此项，应为${kind['zh-CN']}。`, `This is missing: it should be ${kind.en}.`);
      const given = kindOf(Array.isArray(issue.input) ? 'array' : typeof issue.input);
      return text(`此处应为${kind['zh-CN']}，现为${issue.input === null ? '空' : given['zh-CN']}。`, `This should be ${kind.en}, and is ${issue.input === null ? 'empty' : given.en}.`);
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return text(`此处只能是：${values.join('、')}。`, `This should be one of: ${values.join(', ')}.`);
    }
    case 'too_small':
    case 'too_big':
      return size(issue);
    default:
      return undefined;
  }
}

function size(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Bilingual {
  const least = issue.code === 'too_small';
  const limit = String(issue.code === 'too_small' ? issue.minimum : issue.maximum);
  const [unit, units] = issue.origin === 'string' ? [' 个字符', ' characters'] : issue.origin === 'array' || issue.origin === 'object' || issue.origin === 'record' ? [' 项', ' entries'] : ['', ''];
  if (least && limit === '1' && issue.inclusive !== false && unit !== '') return text('此处不能为空，请填写。', 'This must not be empty. Fill it in.');
  const strict = issue.inclusive === false;
  return least
    ? text(`此处应${strict ? '大于' : '不少于'} ${limit}${unit}。`, `This should be ${strict ? 'more than' : 'at least'} ${limit}${units}.`)
    : text(`此处应${strict ? '小于' : '不超过'} ${limit}${unit}。`, `This should be ${strict ? 'less than' : 'at most'} ${limit}${units}.`);
}

function kindOf(name: string): Bilingual {
  return KINDS[ALIASES[name] ?? name] ?? text(` ${name}`, name);
}
