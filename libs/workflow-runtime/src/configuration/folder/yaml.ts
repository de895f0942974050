import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, text, type Bilingual, type StationhouseError } from '@stationhouse/kernel';
import { definitionError, parseAs, type DefinitionProblem } from '@stationhouse/workflow';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

/** A value as a file of a configuration. */
export function written(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A file of a configuration in its grammar. @throws StationhouseError DEFINITION_INVALID with file, line and mend */
export function readIn<Grammar extends z.ZodType>(grammar: Grammar, { path, content }: { readonly path: string; readonly content: string }): z.output<Grammar> {
  return parseAs(grammar, content, path).value as z.output<Grammar>;
}

/** Carries out what a place of a file says. What refuses it by itself is told with the line of that place. @throws StationhouseError */
export async function carriedOut<Done>({ path, content }: { readonly path: string; readonly content: string }, place: readonly string[], work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    // A list of problems or conflicts has its own places.
    if (!isStationhouseError(error) || error.details?.['problems'] !== undefined || error.details?.['conflicts'] !== undefined) throw error;
    const line = parseAs(z.unknown(), content, path).source.lineOf(place);
    throw definitionError([{ code: error.code, path: place.join('.'), fileName: path, text: leadOn(error), ...(line === undefined ? {} : { line }) }]);
  }
}

/** What no file can say, and where it is done instead. */
const ELSEWHERE: Partial<Record<StationhouseError['code'], Bilingual>> = {
  ASSESSMENT_NEEDED: text('评估不随文件带入：可先去掉此项导入其余内容，登记评估后再导入。', 'No file brings an assessment: bring in the rest without this first, record the assessment, then bring this in.'),
  REVIEW_NEEDED: text('文件不能代替复核：请在“工作流配置”中照此修改并提请复核，其余内容可先导入。', 'No file stands for a review: make the change in the settings of the workflow and ask for one; the rest may be brought in before.'),
  TAKEOVER_NEEDED: text('文件中不能指定：请先在插件页面上停用，再导入。', 'No file can say so: disable it on the page of plugins first, then bring this in.'),
};

/** A refusal in words, with where to go on from a file. */
export function leadOn({ code, text: said }: StationhouseError): Bilingual {
  const more = ELSEWHERE[code];
  return more === undefined ? said : text(`${said['zh-CN']}${more['zh-CN']}`, `${said.en} ${more.en}`);
}

/**
 * Carries out every place of a file, whatever is wrong with the others, so that all of it is told at once.
 * @throws StationhouseError with the problems of all
 */
export async function allCarriedOut<Done>(tenant: Tenant, file: { readonly path: string; readonly content: string }, places: readonly { readonly at: readonly string[]; readonly work: () => Promise<readonly Done[]> }[]): Promise<Done[]> {
  const done: Done[] = [];
  const problems: DefinitionProblem[] = [];
  for (const { at, work } of places) {
    await tenant.sql('SAVEPOINT configuration_place');
    try {
      done.push(...(await carriedOut(file, at, work)));
    } catch (error) {
      const told = isStationhouseError(error) ? error.details?.['problems'] : undefined;
      if (told === undefined) throw error;
      await tenant.sql('ROLLBACK TO SAVEPOINT configuration_place');
      problems.push(...(told as readonly DefinitionProblem[]));
    }
  }
  if (problems.length > 0) throw definitionError(problems);
  return done;
}

/** A value in one line, for words: `{ visits: true }`. */
export function inLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** Whether two values say the same, in whatever order their keys stand. */
export function same(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return stringify(parse(JSON.stringify(value ?? null)), { sortMapEntries: true, aliasDuplicateObjects: false });
}
