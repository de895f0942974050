import { FRAUD_CATEGORIES, suggestCategory, type FraudCategory } from './categories.js';

/** A narrative and what it is: undefined for none of the twelve. */
export interface LabelledNarrative {
  readonly narrative: string;
  readonly label: FraudCategory | undefined;
}

/** Shares from 0 to 1; 0 where nothing was suggested, or nothing was there. */
interface Score {
  readonly narratives: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface MeasuredCategories {
  /** Categories that some narrative is of. */
  readonly categories: Readonly<Partial<Record<FraudCategory, Score>>>;
  /** What is none of the twelve, and was suggested none. */
  readonly unknown: Score;
  /** Mean of the categories’ F1, “none” not counted. */
  readonly macroF1: number;
}

/** How well suggestions fit labelled narratives. */
export function measureCategories(narratives: readonly LabelledNarrative[]): MeasuredCategories {
  const judged = narratives.map(({ narrative, label }) => ({ label, suggested: suggestCategory(narrative)?.category }));
  const scoreOf = (category: FraudCategory | undefined): Score => {
    const own = judged.filter(({ label }) => label === category).length;
    const suggested = judged.filter((one) => one.suggested === category).length;
    const right = judged.filter((one) => one.label === category && one.suggested === category).length;
    const [precision, recall] = [suggested === 0 ? 0 : right / suggested, own === 0 ? 0 : right / own];
    return { narratives: own, precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
  };
  const scores = (Object.keys(FRAUD_CATEGORIES) as FraudCategory[]).map((category) => [category, scoreOf(category)] as const).filter(([, { narratives: own }]) => own > 0);
  return { categories: Object.fromEntries(scores), unknown: scoreOf(undefined), macroF1: scores.reduce((sum, [, { f1 }]) => sum + f1, 0) / Math.max(1, scores.length) };
}

/** The measure as a table of fixed width. */
export function tableOf({ categories, unknown, macroF1 }: MeasuredCategories): string {
  const line = (name: string, { narratives, precision, recall, f1 }: Score) => `${name.padEnd(22)}${String(narratives).padStart(6)}${[precision, recall, f1].map((share) => share.toFixed(3).padStart(11)).join('')}`;
  const rows = Object.entries(categories).map(([name, score]) => line(name, score));
  return [`${'category'.padEnd(22)}${'texts'.padStart(6)}${['precision', 'recall', 'F1'].map((title) => title.padStart(11)).join('')}`, ...rows, line('(none)', unknown), `macro F1 ${macroF1.toFixed(3)}`].join('\n');
}

const bare = (label: string) => label.normalize('NFKC').toLowerCase().replaceAll(/[\s、,，./·及和’']|类$|诈骗$/gu, '');

/** The category that a label means: its id, or its title in either language, whatever marks stand in it. */
export function categoryNamed(label: string): FraudCategory | undefined {
  const wanted = bare(label);
  return (Object.keys(FRAUD_CATEGORIES) as FraudCategory[]).find((id) => [id, ...Object.values(FRAUD_CATEGORIES[id])].some((name) => bare(name) === wanted));
}
