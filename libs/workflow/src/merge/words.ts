import { durationInWords, isDuration, LOCALES, text, type Bilingual, type Locale } from '@stationhouse/kernel';
import type { Definition } from '../grammar.js';
import { draftOf, findState, followReference, type Draft, type State, type Written } from '../overlay/places.js';
import { isBilingual } from '../schema.js';
import type { Json, JsonObject } from '../types.js';
import { isObject, own } from './tree.js';

/** What a part of a state or task is called. */
const PARTS: Readonly<Record<string, Bilingual>> = {
  title: text('名称', 'title'),
  description: text('说明', 'description'),
  role: text('办理岗位', 'role'),
  assign: text('分派规则', 'assignment'),
  form: text('表单', 'form'),
  due: text('期限', 'due'),
  dueAt: text('到期时刻', 'due moment'),
  remind: text('提前提醒', 'reminder'),
  escalate: text('逾期上报', 'escalation'),
  outcomes: text('结果', 'outcomes'),
  requires: text('必填项', 'required fields'),
  required: text('必填项', 'required fields'),
  on: text('去向', 'ways'),
  choose: text('分支', 'choices'),
  done: text('全部完成后', 'when all is done'),
  until: text('等待', 'wait'),
  clock: text('时限', 'clock'),
  budget: text('时限', 'budget'),
  warn: text('预警', 'warning'),
  pauses: text('暂停的时限', 'paused clocks'),
  start: text('起点', 'start'),
  tasks: text('任务', 'tasks'),
  states: text('状态', 'states'),
  parallel: text('并行部分', 'parallel parts'),
  with: text('片段参数', 'given to the fragment'),
  default: text('', ''),
  value: text('', ''),
  min: text('下限', 'least'),
  max: text('上限', 'most'),
  locked: text('锁定', 'lock'),
  because: text('依据', 'reason'),
  calendar: text('日历', 'calendar'),
  label: text('列表名称', 'label'),
  number: text('编号规则', 'number'),
  optional: text('可选步骤', 'optional step'),
  outcome: text('办结结果', 'outcome'),
  emergency: text('应急卡', 'emergency card'),
  public: text('公开内容', 'public page'),
  'extension-points': text('扩展点', 'extension points'),
};

const NONE = text('无', 'none');

/** Says places and values of a definition as people call them. */
export class Words {
  private readonly draft: Draft;

  constructor(private readonly definition: Definition) {
    this.draft = draftOf(definition);
  }

  /** The name of a part: `期限`. */
  part(key: string): Bilingual {
    return PARTS[key] ?? text(key, key);
  }

  /** A state with those around it: `调解中 · 第一次调解`. */
  state(path: string): Bilingual {
    const keys = path.split('.');
    return joined(keys.map((key, index) => titleOf(findState(this.draft, keys.slice(0, index + 1).join('.')), key)));
  }

  /** The title of a parameter, form, event or field by its section. */
  named(section: 'parameters' | 'forms' | 'events', key: string): Bilingual {
    const holder = this.definition[section] as JsonObject | undefined;
    const one = holder === undefined ? undefined : own(holder, key);
    return titleIn(one) ?? text(key, key);
  }

  /** A task: `待分级 · 研判分级`. */
  task(path: string, key: string): Bilingual {
    const written = findState(this.draft, path);
    const title = written?.body.tasks?.[key]?.title;
    return joined([this.state(path), titleGiven(title, written) ?? text(key, key)]);
  }

  /**
   * A value: `3 天`, `30 分钟后报 chief`, `无`.
   * @param path the state it stands in, to read what a fragment was given
   */
  value(value: Json | undefined, key = '', path?: string): Bilingual {
    if (value === undefined || value === null) return NONE;
    if (typeof value === 'boolean') return value ? text('是', 'yes') : text('否', 'no');
    if (isBilingual(value)) return text(`“${value['zh-CN']}”`, `"${value.en}"`);
    if (typeof value === 'string') return this.word(value, path);
    if (Array.isArray(value)) return this.list(value as readonly Json[], key, path);
    return isObject(value) && typeof value['to'] === 'string' ? this.word(value['to'], path) : both(() => JSON.stringify(value));
  }

  private word(value: string, path: string | undefined): Bilingual {
    if (value.startsWith('$')) {
      const reached = followReference(value, (path === undefined ? undefined : findState(this.draft, path)?.uses) ?? []);
      if (reached === undefined) return NONE;
      if ('given' in reached) return this.word(reached.given, path);
      if (reached.parameter !== value.slice(1)) return this.word(`$${reached.parameter}`, undefined);
      const title = this.named('parameters', value.slice(1));
      return text(`“${title['zh-CN']}”`, `"${title.en}"`);
    }
    const state = findState(this.draft, value.replace(/^\^/, ''));
    if (isDuration(value)) return both((locale) => durationInWords(value, locale));
    return state === undefined ? text(value, value) : titleOf(state, value);
  }

  private list(values: readonly Json[], key: string, path: string | undefined): Bilingual {
    const parts = values.map((one): Bilingual => {
      if (key === 'escalate' && isObject(one)) {
        const [after, to] = [this.value(one['after'], '', path), this.value(one['to'], '', path)];
        return text(`${after['zh-CN']}后报${to['zh-CN']}`, `${after.en} late: ${to.en}`);
      }
      return this.value(one, '', path);
    });
    return parts.length === 0 ? NONE : text(parts.map((part) => part['zh-CN']).join('、'), parts.map((part) => part.en).join(', '));
  }

  /** A parameter's value, in working days where it counts them. */
  parameterValue(name: string, value: Json | undefined): Bilingual {
    const said = this.value(value);
    return this.definition.parameters?.[name]?.calendar === 'workingDays' ? text(said['zh-CN'].replace(' 天', ' 个工作日'), said.en.replace(' day', ' working day')) : said;
  }
}

/** `名称 期限 3 天 → 2 天`. */
export function changeInWords(place: Bilingual, part: Bilingual, before: Bilingual, after: Bilingual): Bilingual {
  return both((locale) => {
    // What was changed in the other language alone is said in that one.
    const said = before[locale] !== after[locale] ? locale : locale === 'en' ? 'zh-CN' : 'en';
    return `${place[locale]}${part[locale] === '' ? '' : `${locale === 'en' ? ', ' : ' '}${part[locale]}`}${locale === 'en' ? ': ' : ' '}${before[said]} → ${after[said]}`;
  });
}

export function both(say: (locale: Locale) => string): Bilingual {
  return Object.fromEntries(LOCALES.map((locale) => [locale, say(locale)])) as unknown as Bilingual;
}

function joined(parts: readonly Bilingual[]): Bilingual {
  return text(parts.map((part) => part['zh-CN']).join(' · '), parts.map((part) => part.en).join(' · '));
}

/** The title of a state: of the place that uses a fragment, of the fragment, or its key. */
export function titleOf(written: Written | undefined, key: string): Bilingual {
  const using: State | undefined = written?.state;
  return titleGiven(using?.title, written) ?? titleGiven(written?.body.title, written) ?? text(key, key);
}

/** A title as written, or the one a fragment was given. */
export function titleGiven(title: unknown, written: Written | undefined): Bilingual | undefined {
  if (isBilingual(title)) return title;
  if (typeof title !== 'string' || written === undefined) return undefined;
  for (const { state } of [...written.uses].reverse()) {
    const given = state.with?.[title.slice(1)];
    if (isBilingual(given)) return given;
  }
  const reached = followReference(title, written.uses);
  return reached !== undefined && 'given' in reached ? text(reached.given, reached.given) : undefined;
}

function titleIn(value: Json | undefined): Bilingual | undefined {
  const title = isObject(value) ? value['title'] : undefined;
  return isBilingual(title) ? title : undefined;
}
