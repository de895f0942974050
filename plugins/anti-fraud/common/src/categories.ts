import { text, type Bilingual } from '@stationhouse/kernel';
import { TERMS } from './categories-terms.js';
import { plainOf } from './credentials-plain.js';

/** The published twelve, in the order they are published in. */
export const FRAUD_CATEGORIES = {
  orderBrushing: text('刷单返利', 'Fake orders for commission'),
  fakeInvestment: text('虚假网络投资理财', 'Fake online investment'),
  fakeCustomerService: text('冒充电商物流客服', 'Posing as a shop’s or courier’s service'),
  loanOrCard: text('贷款、代办信用卡', 'Loans and credit cards arranged'),
  fakeCreditReport: text('虚假征信', 'False trouble with a credit record'),
  fakeShopping: text('虚假购物、服务', 'Fake goods and services'),
  fakeAuthority: text('冒充公检法及政府机关', 'Posing as police, prosecutors, courts or offices'),
  fakeAcquaintance: text('冒充领导、熟人', 'Posing as a superior or somebody known'),
  gameTrading: text('网络游戏产品虚假交易', 'Fake trade in games'),
  romance: text('网络婚恋、交友', 'Romance and friendship online'),
  cyberCrime: text('网黑案件', 'Blackmail, lures and malware online'),
  fakeMilitaryPurchase: text('冒充军警购物', 'Posing as a buyer of the army or police'),
} as const satisfies Readonly<Record<string, Bilingual>>;

export type FraudCategory = keyof typeof FRAUD_CATEGORIES;

/** A category that a narrative speaks for, and what in it does. */
export interface SuggestedCategory {
  readonly category: FraudCategory;
  /** Sum of the weights of its words. */
  readonly weight: number;
  /** The words of the narrative that made it, the weightiest first. */
  readonly words: readonly string[];
}

/** Less than one word that nearly decides it is chance. */
const LEAST = 3;
/** What speaks for another as much as this much less strongly says nothing. */
const AHEAD = 1;

/**
 * Which categories a narrative speaks for, by the words in it: a suggestion, which a person confirms or corrects.
 * @returns every category that words speak for, the weightiest first; see {@link suggestCategory} for whether the first is worth suggesting
 */
export function rankCategories(narrative: string): readonly SuggestedCategory[] {
  const { text: written } = plainOf(narrative.toLowerCase());
  const ranked = (Object.keys(FRAUD_CATEGORIES) as FraudCategory[]).map((category): SuggestedCategory => {
    const words = ([3, 2, 1] as const).flatMap((weight) => TERMS[category][weight].flatMap((forms) => {
      const word = forms.map((form) => form.exec(written)?.[0]).find((found) => found !== undefined);
      return word === undefined ? [] : [{ word, weight }];
    }));
    return { category, weight: words.reduce((sum, { weight }) => sum + weight, 0), words: words.map(({ word }) => word) };
  });
  return ranked.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
}

/** The category to suggest for a narrative; undefined where too little speaks, or as much for another. */
export function suggestCategory(narrative: string): SuggestedCategory | undefined {
  const [first, second] = rankCategories(narrative);
  return first !== undefined && first.weight >= LEAST && first.weight - (second?.weight ?? 0) >= AHEAD ? first : undefined;
}
