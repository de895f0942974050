import Docxtemplater, { type DXT } from 'docxtemplater';
import { text, type Bilingual } from '@stationhouse/kernel';
import { dangers } from './dangers.js';
import type { Schema } from './declaration.js';
import { fillParts, OPTIONS } from './fill.js';
import { imageModule } from './images.js';
import { printWarnings } from './limits.js';
import { pack, unpack, type Parts } from './package.js';
import { fileProblem, UnreadableTemplate, type TemplateCheck, type TemplateProblem } from './problems.js';
import { innerOf, keyOf, kindOf, propertiesOf, sampleOf, tagsOf } from './schema.js';
import { paragraphsOf, templatedParts, wordsAround } from './words.js';

/** Keeps what docxtemplater made of each part. Its own module for this needs more than the library brings. */
class PartsRead implements DXT.Module {
  readonly name = 'StationhouseTags';
  readonly read = new Map<string, readonly DXT.Part[]>();
  private file = '';

  set({ inspect }: { readonly inspect?: { readonly filePath?: string; readonly postparsed?: readonly DXT.Part[] } }): void {
    this.file = inspect?.filePath ?? this.file;
    if (inspect?.postparsed !== undefined) this.read.set(this.file, inspect.postparsed);
  }
}

/**
 * Looks at a template as a whole: is it a Word file that is safe to keep, does each tag mean something, does it show what it should, can it be filled.
 * @param schema of the data that will fill it
 * @returns every problem with the tag, the words near it, and the mend; never throws for what a file holds
 */
export async function checkTemplate(template: Buffer, schema: Schema): Promise<TemplateCheck> {
  try {
    const parts = await unpack(template);
    const problems = dangers(parts);
    const words = templatedParts(parts).flatMap(([, xml]) => paragraphsOf(xml));
    const wide = words.filter((line) => /[｛｝]/.test(line));
    for (const line of wide) problems.push({ code: 'wideBraces', tag: null, near: line.slice(0, 40), text: text('标记须用半角花括号 { }，这里用了全角花括号。请改为半角。', 'Tags stand in narrow braces { }; these are wide ones. Write narrow ones.') });
    const used = new Set<string>();
    problems.push(...tagProblems(parts, schema, words, used));
    if (problems.length === 0) problems.push(...trial(parts, schema));
    const missing = tagsOf(schema).filter(({ key, required }) => required && !used.has(key)).map(({ key, title }) => missingFact(key, title));
    return { problems, warnings: problems.length > 0 ? [] : [...missing, ...printWarnings(parts)] };
  } catch (error) {
    if (error instanceof UnreadableTemplate) return { problems: [error.problem], warnings: [] };
    throw error;
  }
}

function missingFact(key: string, title: Bilingual): TemplateProblem {
  return { code: 'missingFact', tag: key, near: null, text: text(`模板中没有“${title['zh-CN']}”，制作出的文书将缺少这一项。如确需显示，请在相应位置写入 {${key}}。`, `The template does not show “${title.en}”: papers made from it will lack it. Write {${key}} where it belongs.`) };
}

/** Docxtemplater's own complaints, and what each tag means against the schema. */
function tagProblems(parts: Parts, schema: Schema, words: readonly string[], used: Set<string>): TemplateProblem[] {
  const seen = new PartsRead();
  try {
    new Docxtemplater(pack(parts), { ...OPTIONS, modules: [seen, imageModule()] });
  } catch (error) {
    const found = complaints(error).map((complaint) => complaintProblem(complaint, words));
    return found.filter(({ code, near }, index) => code !== 'doubleBraces' || found.findIndex((one) => one.code === code && one.near === near) === index);
  }
  const problems: TemplateProblem[] = [];
  const look = new TagLook(words, used, problems);
  for (const [name] of templatedParts(parts)) look.parts(seen.read.get(name) ?? [], [schema]);
  return problems;
}

/** Looks at tags within their lists and groups, outermost schema first. */
class TagLook {
  constructor(
    private readonly words: readonly string[],
    private readonly used: Set<string>,
    private readonly problems: TemplateProblem[],
  ) {}

  parts(parts: readonly DXT.Part[], scopes: readonly Schema[]): void {
    for (const part of parts) if (part.type === 'placeholder') this.tag(part, scopes);
  }

  private tag(part: DXT.Part, scopes: readonly Schema[]): void {
    const name = part.value.trim();
    if (part.module === 'rawxml') return this.note('rawXml', `@${name}`, text('不支持 {@…} 标记。请去掉 @，文字按模板中的格式显示。', 'Tags {@…} are not supported. Leave the @ out: the text takes the look it has in the template.'));
    const found = this.find(name, scopes);
    const written = part.module === 'loop' ? `${part.inverted === true ? '^' : '#'}${name}` : part.module === 'image' ? `%${name}` : name;
    if (found === undefined) return this.note('unknownTag', written, unknownText(name, scopes));
    const kind = kindOf(found);
    if (part.module === 'loop') return this.parts(part.subparsed ?? [], kind === 'list' || kind === 'group' ? [...scopes, innerOf(found)] : scopes);
    if (part.module === 'image' && kind !== 'image') return this.note('noPicture', written, text(`“${name}”不是图片，请去掉 %。`, `“${name}” is no picture: leave the % out.`));
    if (part.module === 'image') return;
    if (kind === 'image') return this.note('pictureAsText', written, text(`“${name}”是图片，请写作 {%${name}}。`, `“${name}” is a picture: write {%${name}}.`));
    if (kind === 'list' || kind === 'group') return this.note('listAsText', written, text(`“${name}”有多项内容，请写作 {#${name}} … {/${name}}，中间写各项的标记。`, `“${name}” holds several things: write {#${name}} … {/${name}} with their tags between.`));
    if (kind === 'choice') this.note('choiceAsText', written, text(`“${name}”是“是/否”，请写作 {#${name}}为“是”时显示的文字{/${name}}，或 {^${name}}为“否”时显示的文字{/${name}}。`, `“${name}” is yes or no: write {#${name}}text when yes{/${name}} or {^${name}}text when no{/${name}}.`));
  }

  /** The schema that a tag means: from the innermost list outwards, as docxtemplater looks for values. */
  private find(name: string, scopes: readonly Schema[]): Schema | undefined {
    if (name === '.') return scopes.at(-1);
    const [first = '', ...rest] = name.split('.');
    for (let depth = scopes.length - 1; depth >= 0; depth -= 1) {
      const scope = scopes[depth] ?? {};
      const key = keyOf(scope, first);
      if (key === undefined) continue;
      if (depth === 0) this.used.add(key);
      return rest.reduce<Schema | undefined>((found, one) => {
        const inner = found === undefined || kindOf(found) !== 'group' ? undefined : keyOf(found, one);
        return inner === undefined ? undefined : propertiesOf(found ?? {})[inner];
      }, propertiesOf(scope)[key]);
    }
    return undefined;
  }

  private note(code: string, tag: string, words: Bilingual): void {
    if (!this.problems.some((known) => known.code === code && known.tag === tag)) this.problems.push({ code, tag, near: wordsAround(this.words, `{${tag}}`), text: words });
  }
}

function unknownText(name: string, scopes: readonly Schema[]): Bilingual {
  const known = scopes.flatMap((scope) => tagsOf(scope)).map(({ key, title }) => ({ key, title }));
  const meant = known.find(({ key, title }) => isNear(name, key) || isNear(name, title['zh-CN']));
  if (meant !== undefined) return text(`没有名为“${name}”的标记，是否应为 ${meant.key}（${meant.title['zh-CN']}）？请更正或删除。`, `There is no tag “${name}”. Is ${meant.key} meant? Correct or remove it.`);
  const list = (locale: keyof Bilingual) => known.map(({ key, title }) => (locale === 'en' ? key : `${key}（${title['zh-CN']}）`)).join(locale === 'en' ? ', ' : '、');
  return text(`没有名为“${name}”的标记。请更正或删除；此处可用：${list('zh-CN')}。`, `There is no tag “${name}”. Correct or remove it; here you may use ${list('en')}.`);
}

/** Whether two names differ by a slip: one or two letters, and most are the same. */
function isNear(one: string, other: string): boolean {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one.toLowerCase()].entries()) {
    let [before = 0] = row;
    row = row.reduce<number[]>((next, above, index) => {
      const cost = index === 0 ? at + 1 : Math.min(above + 1, (next[index - 1] ?? 0) + 1, before + (letter === other[index - 1]?.toLowerCase() ? 0 : 1));
      before = above;
      return [...next, cost];
    }, []);
  }
  return (row.at(-1) ?? 0) <= Math.min(2, Math.floor(one.length / 3));
}

/** What docxtemplater says of one tag. */
interface Complaint {
  readonly id: string;
  readonly tag: string;
  readonly context: string;
}

/** Errors of docxtemplater as facts; anything else is a fault of ours. */
function complaints(error: unknown): Complaint[] {
  if (!(error instanceof Error) || !('properties' in error)) throw error;
  const { errors, id, xtag, context, openingtag } = error.properties as { readonly errors?: readonly unknown[]; readonly id?: string; readonly xtag?: string; readonly context?: string; readonly openingtag?: string };
  if (Array.isArray(errors)) return errors.flatMap(complaints);
  return [{ id: id ?? 'unknown', tag: (openingtag ?? xtag ?? '').trim(), context: context ?? '' }];
}

function complaintProblem({ id, tag, context }: Complaint, words: readonly string[]): TemplateProblem {
  const shown = tag.replace(/^[{}]+|[{}]+$/g, '').slice(0, 60);
  const near = wordsAround(words, `{#${shown}}`) ?? wordsAround(words, `{/${shown}}`) ?? wordsAround(words, `{${shown}`) ?? (id.startsWith('duplicate_') ? wordsAround(words, id === 'duplicate_open_tag' ? '{{' : '}}') : null) ?? (context === '' ? null : context.slice(0, 40));
  const [code, said] = COMPLAINTS[id]?.(shown) ?? ['brokenTag', text(`标记“${shown}”有误，请删除后重新输入。`, `Something is wrong with the tag “${shown}”: delete it and write it again.`)];
  // Docxtemplater cuts the name of a tag with doubled braces: the words around say more.
  return { code, tag: shown === '' || id.startsWith('duplicate_') ? null : shown, near, text: said };
}

const twice = (): readonly [string, Bilingual] => ['doubleBraces', text('花括号写重了，标记用一对花括号：{number}。', 'The braces are doubled: a tag stands in one pair, {number}.')];
const COMPLAINTS: Readonly<Record<string, (tag: string) => readonly [string, Bilingual]>> = {
  unopened_tag: (tag) => ['unopenedTag', text(`“${tag}”前缺少左花括号 {，请补上，或删去多余的 }。`, `The { before “${tag}” is missing: write it, or remove the }.`)],
  unclosed_tag: (tag) => ['unclosedTag', text(`“${tag}”后缺少右花括号 }，请补上，或删去多余的 {。`, `The } after “${tag}” is missing: write it, or remove the {.`)],
  duplicate_open_tag: twice,
  duplicate_close_tag: twice,
  unclosed_loop: (tag) => ['unclosedLoop', text(`{#${tag}} 没有结束，请在重复内容之后写 {/${tag}}。`, `{#${tag}} is not ended: write {/${tag}} after what is repeated.`)],
  unopened_loop: (tag) => ['unopenedLoop', text(`{/${tag}} 之前没有 {#${tag}}，请补上或删去。`, `{/${tag}} has no {#${tag}} before it: write it, or remove this one.`)],
  closing_tag_does_not_match_opening_tag: (tag) => ['crossedLoops', text(`{#${tag}} 与其后的结束标记不一致。请先结束内层，再结束外层，名称须相同。`, `{#${tag}} and the ending after it do not match: end the inner one first, by the same name.`)],
  unbalanced_loop_tags: (tag) => ['loopPosition', text(`{#${tag}} 与 {/${tag}} 不在同一层。请把两者放在同一单元格、同一行首尾，或各占一段。`, `{#${tag}} and {/${tag}} stand on different levels: put both into one cell, at both ends of one row, or each into a paragraph of its own.`)],
  loop_position_invalid: (tag) => ['loopPosition', text(`{#${tag}} 的位置会破坏文档。请把 {#${tag}} 与 {/${tag}} 放在同一段落、同一行首尾，或各占一段。`, `{#${tag}} stands where it would break the document: put it and {/${tag}} into one paragraph, at both ends of one row, or each into a paragraph of its own.`)],
  file_has_invalid_xml: () => ['damaged', text('文件内部结构损坏，请用 Word 打开并另存后上传。', 'The file is damaged inside: open it in Word and save it again.')],
  malformed_xml: () => ['damaged', text('文件内部结构损坏，请用 Word 打开并另存后上传。', 'The file is damaged inside: open it in Word and save it again.')],
};

/** Filled once with made-up data: what only shows then is found before anybody waits for a paper. */
function trial(parts: Parts, schema: Schema): TemplateProblem[] {
  try {
    fillParts(parts, schema, sampleOf(schema));
    return [];
  } catch (error) {
    if (error instanceof Error && 'properties' in error) return complaints(error).map((complaint) => complaintProblem(complaint, []));
    return [fileProblem('cannotFill', '模板无法填写，请用 Word 打开并另存后上传。', 'The template cannot be filled: open it in Word and save it again.')];
  }
}
