import { text, type Bilingual } from '@stationhouse/kernel';
import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectsOf } from '@stationhouse/workflow/json';

/** What the paper is called, by track; who mediates a civil dispute signs another paper than the police do. */
export const AGREEMENT_TITLES: Readonly<Record<'onSite' | 'police' | 'people', string>> = { onSite: '现场调解协议书', police: '治安调解协议书', people: '人民调解协议书' };
/** What follows when it is not performed: 公通字[2007]81号 for the police's, 人民调解法 32 and 33 for the others; to be checked against the 2026 revisions. */
export const CONSEQUENCES: Readonly<Record<'onSite' | 'police' | 'people', string>> = {
  onSite: '不履行协议的，对违反治安管理行为依法处理，民事争议可以向人民法院起诉。',
  police: '经调解达成协议并履行的，不予处罚；不履行协议的，对违反治安管理行为人依法给予处罚，并告知可以就民事争议向人民法院起诉。',
  people: '双方可以自协议生效之日起三十日内共同向人民法院申请司法确认；就履行发生争议的，可以向人民法院起诉。',
};

type Signer = { readonly key: string; readonly name: string; readonly role: Bilingual & JsonObject };

/** What is read out and signed: parties, facts, terms, deadline, and what follows when it is not kept (公通字[2007]81号; 人民调解法 29). */
export function agreementText(data: JsonObject): string {
  const track = data['track'] === 'onSite' || data['track'] === 'people' ? data['track'] : 'police';
  const place = said(data['place']);
  return [
    AGREEMENT_TITLES[track],
    `当事人：${parties(data).map(nameOf).join('、') || '（未登记）'}`,
    `纠纷事实：${place === '' ? '' : `地点：${place}。`}${said(data['summary'])}`,
    `经调解，双方自愿达成如下协议：\n${said(data['terms'])}`,
    data['atOnce'] === true ? '履行：当场履行完毕。' : `履行期限：${dayInWords(said(data['performBy']))}前（含当日）履行完毕。`,
    CONSEQUENCES[track],
    '本协议书一式三份，双方当事人各执一份，调解机关留存一份。',
  ].filter((line) => line !== '').join('\n\n');
}

/** Every party, the guardian of each who is under 18, and whoever mediated. */
export function agreementSigners(data: JsonObject): Json {
  return signersOf(data);
}

/** True when each party consents: on record or, where nothing is on record, as whoever holds the signing was told in person. A refusal on record stands. */
export function everyoneConsents(data: JsonObject, told: boolean): boolean {
  return parties(data).every(({ consent }) => (typeof consent === 'boolean' ? consent : told));
}

/** True when each signer has signed. */
export function everyoneSigned(data: JsonObject, signatures: readonly Json[]): boolean {
  return signersOf(data).every(({ key }) => signed(signatures).has(key));
}

/** True when the guardian of each party under 18 has signed. */
export function guardiansSigned(data: JsonObject, signatures: readonly Json[]): boolean {
  return signersOf(data).every(({ key }) => !key.startsWith('guardian') || signed(signatures).has(key));
}

function signersOf(data: JsonObject): readonly Signer[] {
  const people = parties(data).flatMap((party, index): Signer[] => {
    const own = { key: `party${index}`, name: nameOf(party), role: role('当事人', 'Party') };
    const guardian = isObject(party['guardian']) ? nameOf(party['guardian']) : '';
    return party['minor'] !== true ? [own] : [own, { key: `guardian${index}`, name: guardian === '' ? `${own.name}的监护人` : guardian, role: role('监护人', 'Guardian') }];
  });
  return [...people, { key: 'host', name: data['track'] === 'people' ? '调解员' : '主持民警', role: role('主持人', 'Host') }];
}

const role = (zhCN: string, en: string): Signer['role'] => ({ ...text(zhCN, en) });

function signed(signatures: readonly Json[]): ReadonlySet<Json | undefined> {
  return new Set(objectsOf(signatures).map(({ signer }) => signer));
}

const parties = (data: JsonObject) => objectsOf(data['parties']);
const nameOf = (party: JsonObject): string => said(party['name']);
const said = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** `2026-03-20` as people write it. */
function dayInWords(day: string): string {
  const [year, month, date] = day.slice(0, 10).split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
