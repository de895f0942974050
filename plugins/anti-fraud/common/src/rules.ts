import { text } from '@stationhouse/kernel';
import type { JsonObject, Rules } from '@stationhouse/workflow';
import { phoneDigits } from '@stationhouse/workflow/json';
import { accountKey } from './account.js';
import { hasGuardian, isMinor, isPaying, raises, whereaboutsOf, withNarrative, withPerson, withReport } from './alert.js';
import { contactsMade, withContact, withOverride } from './contacts.js';
import { fenOf } from './values.js';

/** What was not lost of what was at risk, in yuan. */
const saved = (ending: JsonObject) => (fenOf(ending['amountAtRisk']) - fenOf(ending['amountLost'])) / 100;
/** What was lost before and since, in yuan. */
const lostInAll = (data: JsonObject, answer: JsonObject) => (fenOf(data['amountLost']) + fenOf(answer['lostAfterContact'])) / 100;
/** What was lost after the warning, as it was reported and since, in yuan. */
const lostAfterInAll = (data: JsonObject, answer: JsonObject) => (fenOf(data['lostAfterContact']) + fenOf(answer['lostAfterContact'])) / 100;

/** The named rules of this plugin, for guards and `set`; pure, so that the browser runs them too. `dyn` is the answer of the form at hand. */
export const rules: Rules = {
  phoneKey: { signature: '(string): string', title: text('电话号码的数字', 'The digits of a phone number'), evaluate: phoneDigits },
  accountKey: { signature: '(string): string', title: text('账号的数字和字母', 'The digits and letters of an account number'), evaluate: accountKey },
  raises: { signature: '(data, dyn): bool', title: text('来源等级高于现有等级', 'The source grades it higher'), evaluate: raises },
  withReport: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本次预警', 'The reports with this one'), evaluate: withReport },
  withPerson: { signature: '(data, dyn): dyn', title: text('补充后的被预警人', 'The person with what was learnt'), evaluate: withPerson },
  withNarrative: { signature: '(data, dyn): string', title: text('补充后的已知情况', 'What is known now'), evaluate: withNarrative },
  whereaboutsOf: { signature: '(data, dyn): string', title: text('现在何处', 'Where they are'), evaluate: whereaboutsOf },
  isPaying: { signature: '(data, dyn): bool', title: text('正在转账或已经转账', 'Paying now or has paid'), evaluate: isPaying },
  isMinor: { signature: '(data): bool', title: text('被预警人是未成年人', 'The person is under 18'), because: '未成年人保护法', evaluate: isMinor },
  hasGuardian: { signature: '(data): bool', title: text('已登记监护人', 'The guardian is known'), evaluate: hasGuardian },
  withContact: { signature: '(data, dyn, Moment, string, string): list<dyn>', title: text('加上本次联系', 'The contacts with this one'), evaluate: withContact },
  contactsMade: { signature: '(data): int', title: text('计入上限的联系次数', 'Contacts that count against the cap'), evaluate: contactsMade },
  withOverride: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本次批准', 'The overrides with this one'), evaluate: withOverride },
  saved: { signature: '(dyn): double', title: text('止损金额', 'The amount saved'), evaluate: saved },
  lostInAll: { signature: '(data, dyn): double', title: text('累计损失', 'The amount lost in all'), evaluate: lostInAll },
  lostAfterInAll: { signature: '(data, dyn): double', title: text('劝阻后累计损失', 'The amount lost after the warning in all'), evaluate: lostAfterInAll },
};
